-- Finding issued certificates among very many. What is asked for most is answered in the order of an index: each one that
-- lists certificates ends in the id, whose order is that of issuance.

-- common_name is in lower case, empty where the subject has none. status_comment is what was said at the last change of
-- the status.
alter table certificate add column common_name ${key_text} not null default '';
alter table certificate add column status_comment text;

create index certificate_by_account on certificate (account_id, id);
create index certificate_by_division on certificate (division_id, id);
create index certificate_by_policy on certificate (policy_id, id);
create index certificate_by_profile on certificate (profile_id, id);
create index certificate_by_authority on certificate (authority_id, id);
create index certificate_by_credential on certificate (credential_id, id) where credential_id is not null;
create index certificate_by_expiry on certificate (account_id, not_after, id);
create index certificate_by_common_name on certificate (common_name, id);
create index certificate_by_withdrawn on certificate (account_id, status, id) where status <> 0;

-- The subject alternative names, in lower case and without their kind.
create table certificate_name (
  certificate_id ${key_text} not null,
  name ${key_text} not null,
  primary key (certificate_id, name)
)${without_rowid};
create index certificate_by_name on certificate_name (name, certificate_id);
