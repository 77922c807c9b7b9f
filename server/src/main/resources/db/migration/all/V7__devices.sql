-- Device groups, the policies assigned to them, and devices. Tags, names of attributes and mappings are JSON; what has to
-- be searched has rows of its own besides.

create table device_group (
  id ${key_text} primary key,
  account_id ${key_text} not null,
  division_id ${key_text} not null,
  name text not null,
  name_key ${key_text} not null,
  description text not null,
  tags text not null,
  enabled smallint not null,
  identity_attributes text not null,
  custom_attributes text not null,
  desired_attributes text not null,
  created_at bigint not null,
  updated_at bigint not null,
  version bigint not null default 1
);
create unique index device_group_name on device_group (account_id, name);
create index device_group_name_key on device_group (account_id, name_key, id);
create index device_group_created on device_group (account_id, created_at, id);
create index device_group_division on device_group (division_id);

create table device_group_tag (
  tag ${key_text} not null,
  group_id ${key_text} not null,
  primary key (tag, group_id)
);
create index device_group_tag_group on device_group_tag (group_id);

create table policy_assignment (
  id ${key_text} primary key,
  group_id ${key_text} not null,
  policy_id ${key_text} not null,
  policy_usage text not null,
  name text not null,
  authentication_policy_id ${key_text},
  mapping text not null,
  created_at bigint not null,
  updated_at bigint not null,
  version bigint not null default 1
);
create unique index policy_assignment_policy on policy_assignment (group_id, policy_id);
create unique index policy_assignment_name on policy_assignment (group_id, name);
create index policy_assignment_of on policy_assignment (policy_id);
create index policy_assignment_authentication on policy_assignment (authentication_policy_id)
  where authentication_policy_id is not null;

-- identity is the SHA-256 of what tells the device from all others of its account. One that was deleted keeps its row, so
-- that it is known and gets nothing, until somebody registers the identity anew. name_key is the name in small letters.
create table device (
  id ${key_text} primary key,
  account_id ${key_text} not null,
  division_id ${key_text} not null,
  group_id ${key_text} not null,
  name text not null,
  name_key ${key_text} not null,
  state ${key_text} not null,
  state_reason text,
  identity bytea not null,
  inventory text not null,
  custom text not null,
  desired text not null,
  registered_by text not null,
  provisioned_at bigint,
  last_certificate_at bigint,
  granted_until bigint,
  created_at bigint not null,
  updated_at bigint not null,
  version bigint not null default 1
);
create unique index device_identity on device (account_id, identity) where state <> 'deleted';
create index device_identity_deleted on device (account_id, identity) where state = 'deleted';
create index device_created on device (account_id, created_at, id);
create index device_name on device (account_id, name_key, id);
create index device_group_devices on device (group_id, created_at, id);
create index device_state on device (account_id, state, created_at, id);
create index device_division on device (division_id, created_at, id);

-- Inventory and custom attributes, for finding devices by them.
create table device_attribute (
  account_id ${key_text} not null,
  name ${key_text} not null,
  value ${key_text} not null,
  device_id ${key_text} not null,
  identifies smallint not null,
  primary key (account_id, name, value, device_id)
);

alter table certificate add column device_id ${key_text};
create index certificate_device on certificate (device_id, issued_at, id) where device_id is not null;
