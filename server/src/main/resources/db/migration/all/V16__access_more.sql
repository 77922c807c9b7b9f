-- How people and programs prove who they are. Of whatever they know only what recognises it is kept; what the server has
-- to know itself is sealed.

-- verifier: Argon2id in PHC form.
create table principal_password (
  principal_id ${key_text} primary key,
  verifier text not null,
  changed_at bigint not null
);

-- last_step: of the last code that was taken, so that none is taken twice (RFC 6238 §5.2).
create table principal_totp (
  principal_id ${key_text} primary key,
  sealed_secret bytea not null,
  confirmed smallint not null,
  last_step bigint not null,
  created_at bigint not null
);

create table recovery_code (
  verifier bytea primary key,
  principal_id ${key_text} not null
);
create index recovery_code_principal on recovery_code (principal_id);

-- key_data: attested credential data (WebAuthn §6.5.1), which holds the public key.
create table passkey (
  id ${key_text} primary key,
  principal_id ${key_text} not null,
  name text not null,
  credential_id bytea not null,
  key_data bytea not null,
  backup_eligible smallint not null,
  sign_count bigint not null,
  last_used bigint,
  created_at bigint not null
);
create unique index passkey_credential on passkey (credential_id);
create index passkey_principal on passkey (principal_id);

-- Who somebody is at an OpenID provider.
create table external_identity (
  issuer text not null,
  subject text not null,
  principal_id ${key_text} not null,
  primary key (issuer, subject)
);
create unique index external_identity_principal on external_identity (principal_id);

create table principal_certificate (
  id ${key_text} primary key,
  principal_id ${key_text} not null,
  name text not null,
  fingerprint bytea not null,
  subject text not null,
  starts_at bigint not null,
  ends_at bigint not null,
  last_used bigint,
  created_at bigint not null
);
create unique index principal_certificate_fingerprint on principal_certificate (fingerprint);
create index principal_certificate_principal on principal_certificate (principal_id);

create table session (
  id ${key_text} primary key,
  verifier bytea not null,
  principal_id ${key_text} not null,
  method text not null,
  address text not null,
  user_agent text not null,
  last_seen bigint not null,
  ends_at bigint not null,
  created_at bigint not null
);
create unique index session_verifier on session (verifier);
create index session_principal on session (principal_id);
create index session_ends_at on session (ends_at);

-- Links that sign somebody in once. purpose: set_up (has no principal yet), sign_in, invitation, recovery.
create table one_time_link (
  verifier bytea primary key,
  purpose text not null,
  principal_id ${key_text},
  ends_at bigint not null,
  created_at bigint not null
);
create index one_time_link_principal on one_time_link (principal_id);

-- What was signed for one use and has been used.
create table used_challenge (
  verifier bytea primary key,
  ends_at bigint not null
);
create index used_challenge_ends_at on used_challenge (ends_at);
