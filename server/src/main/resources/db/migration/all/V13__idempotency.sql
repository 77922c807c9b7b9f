-- A creation that is asked for again with the same key gets the same reply. The reply may show a secret once, so it is
-- sealed. status is null while the first request is under way.
create table idempotency_key (
  principal_id ${key_text} not null,
  idempotency_key ${key_text} not null,
  request_digest bytea not null,
  status smallint,
  headers text,
  sealed_body bytea,
  created_at bigint not null,
  primary key (principal_id, idempotency_key)
);
create index idempotency_key_created on idempotency_key (created_at);
