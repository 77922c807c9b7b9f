-- The objects that administrators make (product §1). One file for both databases: bigint, text, bytea and smallint only.
-- Times are milliseconds since 1970-01-01T00:00:00Z, flags are 0 or 1, enumerations are their names in lower case, ids are
-- made by the application. ${key_text} is text whose order is that of its bytes on either database.
-- A row that is deleted keeps its id and can be restored; unique names count among those that are not deleted.

create table account (
  id ${key_text} primary key,
  name text not null,
  plan text not null,
  created_at bigint not null,
  updated_at bigint not null
);
create unique index account_name on account (name);

create table division (
  id ${key_text} primary key,
  account_id ${key_text} not null,
  name text not null,
  description text not null,
  created_at bigint not null,
  updated_at bigint not null
);
create unique index division_name on division (account_id, name);

create table certificate_authority (
  id ${key_text} primary key,
  account_id ${key_text} not null,
  name text not null,
  parent_id ${key_text},
  kind text not null,
  fingerprint bytea not null,
  certificate bytea not null,
  encrypted_key bytea not null,
  enabled smallint not null,
  created_at bigint not null,
  updated_at bigint not null
);
create unique index certificate_authority_fingerprint on certificate_authority (account_id, fingerprint);

-- A template without an account is shipped with the program and serves every account.
create table certificate_template (
  id ${key_text} primary key,
  account_id ${key_text},
  name text not null,
  description text not null,
  content text not null,
  enabled smallint not null,
  deleted smallint not null,
  created_at bigint not null,
  updated_at bigint not null
);
create unique index certificate_template_name on certificate_template (coalesce(account_id, ''), name) where deleted = 0;

create table certificate_profile (
  id ${key_text} primary key,
  account_id ${key_text} not null,
  template_id ${key_text} not null,
  name text not null,
  description text not null,
  content text not null,
  all_divisions smallint not null,
  enabled smallint not null,
  deleted smallint not null,
  created_at bigint not null,
  updated_at bigint not null
);
create unique index certificate_profile_name on certificate_profile (account_id, name) where deleted = 0;

create table certificate_profile_division (
  profile_id ${key_text} not null,
  division_id ${key_text} not null,
  primary key (profile_id, division_id)
);
create index certificate_profile_division_division on certificate_profile_division (division_id);

create table authentication_policy (
  id ${key_text} primary key,
  account_id ${key_text} not null,
  division_id ${key_text} not null,
  name text not null,
  description text not null,
  enabled smallint not null,
  deleted smallint not null,
  created_at bigint not null,
  updated_at bigint not null
);
create unique index authentication_policy_name on authentication_policy (account_id, name) where deleted = 0;
create index authentication_policy_division on authentication_policy (division_id);

-- All kinds of credential. verifier, shown_prefix and user_name are a passcode's; fingerprint and certificate an
-- authentication certificate's; certificate and bind_name an authentication CA's. A passcode's value is nowhere.
create table credential (
  id ${key_text} primary key,
  authentication_policy_id ${key_text} not null,
  kind text not null,
  name text not null,
  description text not null,
  verifier bytea,
  shown_prefix text,
  user_name text,
  fingerprint bytea,
  certificate bytea,
  bind_name smallint not null,
  usage_limit bigint,
  uses bigint not null,
  last_used bigint,
  start_at bigint,
  end_at bigint,
  registered_values text not null,
  enabled smallint not null,
  deleted smallint not null,
  created_at bigint not null,
  updated_at bigint not null
);
create unique index credential_name on credential (authentication_policy_id, name) where deleted = 0;
create unique index credential_verifier on credential (verifier, authentication_policy_id)
  where deleted = 0 and verifier is not null;
create unique index credential_fingerprint on credential (fingerprint, authentication_policy_id)
  where deleted = 0 and fingerprint is not null;
create index credential_authority on credential (id) where kind = 'authentication_authority' and deleted = 0;

create table certificate_management_policy (
  id ${key_text} primary key,
  account_id ${key_text} not null,
  division_id ${key_text} not null,
  name text not null,
  methods text not null,
  model text not null,
  is_default smallint not null,
  authentication_policy_id ${key_text} not null,
  restrictions text not null,
  profile_id ${key_text} not null,
  authority_id ${key_text} not null,
  keypair_generation text not null,
  default_key_type text,
  requester_chooses_key_type smallint not null,
  reenrollment text not null,
  channel_binding text not null,
  resubmission_window bigint not null,
  enabled smallint not null,
  deleted smallint not null,
  created_at bigint not null,
  updated_at bigint not null
);
create unique index certificate_management_policy_name on certificate_management_policy (account_id, name)
  where deleted = 0;
-- /.well-known/est/<op> names no account, so one policy in all may serve it.
create unique index certificate_management_policy_default on certificate_management_policy (is_default)
  where is_default = 1 and deleted = 0;
create index certificate_management_policy_division on certificate_management_policy (division_id);
create index certificate_management_policy_profile on certificate_management_policy (profile_id);
create index certificate_management_policy_authentication
  on certificate_management_policy (authentication_policy_id);

-- /.well-known/est/<label>/<op> names no account either: labels are unique in all.
create table policy_label (
  label ${key_text} primary key,
  policy_id ${key_text} not null
);
create index policy_label_policy on policy_label (policy_id);

create table server_secret (
  name ${key_text} primary key,
  sealed bytea not null,
  created_at bigint not null
);

-- Goes up with every change of what a cache may hold; a cache that reads an unchanged number is up to date.
-- The row 'changes' is locked by every change, so that changes on several nodes go one after the other.
create table change_version (
  name ${key_text} primary key,
  value bigint not null
);
insert into change_version (name, value) values ('changes', 0);
insert into change_version (name, value) values ('policies', 0);
insert into change_version (name, value) values ('credentials', 0);
