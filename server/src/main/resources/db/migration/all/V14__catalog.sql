-- Shown, not enforced: how many valid certificates an account is licensed for.
alter table account add column certificate_limit bigint;

-- What is too large to be read with every credential: long lists of registered values (one a line) and CRLs. They are
-- found by what they are, so a cache of them is never wrong.
create table credential_content (
  credential_id ${key_text} not null,
  sha256 ${key_text} not null,
  content bytea not null,
  created_at bigint not null,
  primary key (credential_id, sha256)
);

-- An authentication CA's list of what it took back; hard: one that is out of date lets nobody in.
alter table credential add column crl_sha256 ${key_text};
alter table credential add column crl_hard smallint not null default 0;
alter table credential add column crl_this_update bigint;
alter table credential add column crl_next_update bigint;
alter table credential add column crl_size bigint;
create index credential_policy on credential (authentication_policy_id, id);
