-- What the dashboard counts, without looking at every certificate for it.

-- Whether another certificate took this one's place: kept with the issuance that did, so that nothing has to be looked up
-- for each certificate to tell.
alter table certificate add column renewed smallint not null default 0;
update certificate set renewed = 1
where status = 3 or id in (select renews from certificate where renews is not null);
-- Counts are of ranges of this index alone.
create index certificate_by_standing on certificate (division_id, status, renewed, not_after);
create index certificate_by_renewed on certificate (account_id, id) where renewed = 1;
create index device_by_standing on device (division_id, state);

-- How many enrolments ended in what, by the hour. Every node has rows of its own, changed once a group of issuances. What
-- concerns no account, such as refusals of strangers, has empty ids; reason is empty where nothing was refused.
create table enrollment_count (
  account_id ${key_text} not null,
  hour bigint not null,
  division_id ${key_text} not null,
  action ${key_text} not null,
  outcome ${key_text} not null,
  reason ${key_text} not null,
  node ${key_text} not null,
  number bigint not null,
  primary key (account_id, hour, division_id, action, outcome, reason, node)
)${without_rowid};
insert into enrollment_count (account_id, hour, division_id, action, outcome, reason, node, number)
select coalesce(account_id, ''), at / 3600000 * 3600000, coalesce(division_id, ''), action, outcome, coalesce(reason, ''),
  node, count(*)
from audit_event
where action in ('certificate.simpleenroll', 'certificate.simplereenroll', 'certificate.serverkeygen',
  'certificate.request', 'certificate.renew')
group by coalesce(account_id, ''), at / 3600000 * 3600000, coalesce(division_id, ''), action, outcome,
  coalesce(reason, ''), node;

-- Under which policy a certificate was asked for, for following one. The details, which are hashed, say the same; events
-- of before have it there only.
alter table audit_event add column policy_id ${key_text};
create index audit_event_policy on audit_event (policy_id, at, node, sequence) where policy_id is not null;
