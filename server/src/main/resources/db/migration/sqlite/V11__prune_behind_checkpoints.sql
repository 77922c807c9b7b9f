-- Events may go where a prune point is recorded; verification asks whether it is signed.
drop trigger audit_event_delete;
create trigger audit_event_delete before delete on audit_event
when not exists (select 1 from audit_prune_point p where p.node = old.node and p.sequence >= old.sequence)
begin
  select raise(abort, 'audit_event is append-only');
end;

create trigger audit_checkpoint_update before update on audit_checkpoint
begin
  select raise(abort, 'audit_checkpoint is append-only');
end;
create trigger audit_checkpoint_delete before delete on audit_checkpoint
begin
  select raise(abort, 'audit_checkpoint is append-only');
end;
create trigger audit_prune_point_update before update on audit_prune_point
begin
  select raise(abort, 'audit_prune_point is append-only');
end;
create trigger audit_prune_point_delete before delete on audit_prune_point
begin
  select raise(abort, 'audit_prune_point is append-only');
end;
create trigger audit_checkpoint_key_update before update on audit_checkpoint_key
begin
  select raise(abort, 'audit_checkpoint_key is append-only');
end;
create trigger audit_checkpoint_key_delete before delete on audit_checkpoint_key
begin
  select raise(abort, 'audit_checkpoint_key is append-only');
end;
