-- One hash chain a node; dev.crest.server.audit.AuditChain says byte by byte what is hashed.
create table audit_event (
  node ${key_text} not null,
  sequence bigint not null,
  at bigint not null,
  actor text not null,
  action text not null,
  outcome text not null,
  reason text,
  account_id ${key_text},
  division_id ${key_text},
  resource_type text,
  resource_id ${key_text},
  request_id ${key_text},
  address text,
  details text not null,
  hash bytea not null,
  primary key (node, sequence)
);
create index audit_event_request on audit_event (request_id) where request_id is not null;

-- The head of each node's chain, moved in the transaction that appends: a tail that is cut off is missed.
create table node_state (
  node ${key_text} primary key,
  audit_sequence bigint not null,
  audit_hash bytea not null,
  updated_at bigint not null
);
