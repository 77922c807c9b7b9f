-- A CA is found by its name, so a name stands for one of them; one without a key here has no bytes in encrypted_key.
create unique index certificate_authority_name on certificate_authority (account_id, name);

-- CAs that wait for their certificate from outside: the key and the request are made, the id is the later CA's.
create table pending_authority (
  id ${key_text} primary key,
  account_id ${key_text} not null,
  name text not null,
  kind text not null,
  request bytea not null,
  encrypted_key bytea not null,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null
);
create unique index pending_authority_name on pending_authority (account_id, name);

-- What a CA's certificate was before it was renewed: certificates issued then verify with either.
create table former_authority_certificate (
  authority_id ${key_text} not null,
  fingerprint bytea not null,
  certificate bytea not null,
  replaced_at bigint not null,
  primary key (authority_id, fingerprint)
);

insert into change_version (name, value) values ('authorities', 0);
