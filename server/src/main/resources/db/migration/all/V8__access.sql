-- People and programs that use the management API, and what they may do. Of a password, a key or a session only what
-- recognises it is kept.

-- kind: user or service_user. One table, so that roles, API keys and audit records name both in one way.
create table principal (
  id ${key_text} primary key,
  kind text not null,
  name text not null,
  display_name text not null,
  description text not null,
  email text,
  enabled smallint not null,
  ends_at bigint,
  created_at bigint not null,
  updated_at bigint not null,
  version bigint not null
);
-- Names are compared without regard to case: this is the name in lower case.
create unique index principal_name on principal (name);

-- A role without an account is one on every account; without divisions, on all of the account's.
create table role_assignment (
  id ${key_text} primary key,
  principal_id ${key_text} not null,
  role text not null,
  account_id ${key_text},
  divisions text
);
create index role_assignment_principal on role_assignment (principal_id);
create index role_assignment_account on role_assignment (account_id) where account_id is not null;

create table api_key (
  id ${key_text} primary key,
  principal_id ${key_text} not null,
  name text not null,
  verifier bytea not null,
  shown_prefix text not null,
  ends_at bigint,
  last_used bigint,
  created_at bigint not null
);
create unique index api_key_verifier on api_key (verifier);
create index api_key_principal on api_key (principal_id);
