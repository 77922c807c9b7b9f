-- Searching newest first among millions of rows. What only an account narrows is found by time: accounts are few.
create index audit_event_at on audit_event (at, node, sequence);
create index audit_event_action on audit_event (action, at, node, sequence);
create index audit_event_actor on audit_event (actor, at, node, sequence);
create index audit_event_division on audit_event (division_id, at, node, sequence) where division_id is not null;
create index audit_event_resource on audit_event (resource_id, at, node, sequence) where resource_id is not null;
create index audit_event_address on audit_event (address, at, node, sequence) where address is not null;
create index audit_event_reason on audit_event (reason, at, node, sequence) where reason is not null;
create index audit_event_refused on audit_event (at, node, sequence) where outcome = 'refused';

-- Public keys that checkpoints are signed with; the id is the SHA-256 of SubjectPublicKeyInfo, in hexadecimal.
create table audit_checkpoint_key (
  id ${key_text} primary key,
  public_key bytea not null,
  created_at bigint not null
);

-- Signed statements of where a node's chain was at a time; dev.crest.server.audit.Checkpoint says byte by byte what is
-- signed. Numbered from 1 without gaps, and each holds the digest of the one before. others: where the other nodes' chains
-- were, as {"<node>": "<sequence>:<hash in hexadecimal>"}.
create table audit_checkpoint (
  node ${key_text} not null,
  number bigint not null,
  sequence bigint not null,
  hash bytea not null,
  at bigint not null,
  previous bytea not null,
  others text not null,
  key_id ${key_text} not null,
  signature bytea not null,
  primary key (node, number)
);

-- Signed statements that retention has taken away the events of a node up to a checkpoint.
create table audit_prune_point (
  node ${key_text} not null,
  sequence bigint not null,
  hash bytea not null,
  at bigint not null,
  key_id ${key_text} not null,
  signature bytea not null,
  primary key (node, sequence)
);
