-- What enrolment writes. No sequence, no foreign key, no row that every request updates by itself: these tables may be
-- spread over several machines.

-- status: 0 valid, 1 suspended, 2 revoked, 3 superseded. revocation_reason: RFC 5280 §5.3.1.
-- renews is the certificate that this one renewed; the one that took its place is found by the index on it.
-- The encoding comes last, so that reading the other columns need not pass it.
create table certificate (
  id ${key_text} primary key,
  account_id ${key_text} not null,
  division_id ${key_text} not null,
  authority_id ${key_text} not null,
  serial ${key_text} not null,
  policy_id ${key_text} not null,
  profile_id ${key_text} not null,
  credential_id ${key_text},
  renews ${key_text},
  status smallint not null,
  status_changed_at bigint not null,
  revocation_reason smallint,
  issued_at bigint not null,
  not_before bigint not null,
  not_after bigint not null,
  subject text not null,
  fingerprint bytea not null,
  spki_sha256 bytea not null,
  subject_der bytea not null,
  der bytea not null
);
create unique index certificate_serial on certificate (authority_id, serial);
create unique index certificate_fingerprint on certificate (fingerprint);
create index certificate_key on certificate (spki_sha256);
create index certificate_renewal on certificate (renews) where renews is not null;

-- The same request made again before expires_at gets the same certificate.
create table resubmission (
  digest bytea primary key,
  certificate_id ${key_text} not null,
  created_at bigint not null,
  expires_at bigint not null
);
create index resubmission_expiry on resubmission (expires_at);
