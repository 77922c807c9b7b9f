-- Work on very many rows, such as a batch of certificate requests.

-- status: uploading, ready, running, done, cancelled. node holds the job until lease_until; run goes up with every node
-- that takes it, so that what an earlier one still writes is not kept. password is sealed, and gone once the job has ended.
-- done and failed are counted in the transactions that complete rows.
create table job (
  id ${key_text} primary key,
  account_id ${key_text} not null,
  division_id ${key_text} not null,
  kind text not null,
  name text not null,
  target_id ${key_text} not null,
  options text not null,
  created_by text not null,
  request_id text not null,
  address text not null,
  status text not null,
  total bigint not null,
  done bigint not null,
  failed bigint not null,
  password bytea,
  node ${key_text} not null,
  lease_until bigint not null,
  run bigint not null,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  started_at bigint,
  finished_at bigint,
  expires_at bigint
);
create index job_by_account on job (account_id, id);
create index job_by_division on job (division_id, id);
create index job_unfinished on job (id) where status in ('uploading', 'ready', 'running');
create index job_by_expiry on job (expires_at) where expires_at is not null;

-- status: 0 pending, 1 done, 2 failed. input is what is to be done, and gone once that was tried. digest is that of the
-- input: the same row twice is a mistake.
create table job_row (
  job_id ${key_text} not null,
  number bigint not null,
  label text not null,
  input text,
  digest bytea,
  status smallint not null,
  result_id ${key_text},
  faults text,
  finished_at bigint,
  primary key (job_id, number)
)${without_rowid};
create unique index job_row_digest on job_row (job_id, digest) where digest is not null;
create index job_row_failed on job_row (job_id, number) where status = 2;

-- What is to be downloaded for a row: a key that was made here, encrypted.
create table job_file (
  job_id ${key_text} not null,
  number bigint not null,
  content bytea not null,
  primary key (job_id, number)
);
