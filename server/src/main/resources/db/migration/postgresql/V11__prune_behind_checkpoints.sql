-- Events may go where a prune point is recorded; verification asks whether it is signed.
create function audit_event_behind_prune_point() returns trigger language plpgsql as $$
begin
  if exists (select 1 from audit_prune_point p where p.node = old.node and p.sequence >= old.sequence) then
    return old;
  end if;
  raise exception 'audit_event is append-only';
end
$$;

drop trigger audit_event_delete on audit_event;
create trigger audit_event_delete before delete on audit_event
  for each row execute function audit_event_behind_prune_point();

create function audit_append_only() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name;
end
$$;

create trigger audit_checkpoint_change before update or delete on audit_checkpoint
  for each row execute function audit_append_only();
create trigger audit_checkpoint_truncate before truncate on audit_checkpoint
  for each statement execute function audit_append_only();
create trigger audit_prune_point_change before update or delete on audit_prune_point
  for each row execute function audit_append_only();
create trigger audit_prune_point_truncate before truncate on audit_prune_point
  for each statement execute function audit_append_only();
create trigger audit_checkpoint_key_change before update or delete on audit_checkpoint_key
  for each row execute function audit_append_only();
create trigger audit_checkpoint_key_truncate before truncate on audit_checkpoint_key
  for each statement execute function audit_append_only();
