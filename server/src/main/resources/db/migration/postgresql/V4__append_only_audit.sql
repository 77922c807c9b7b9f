-- Whoever has no other access than SQL cannot change what happened without leaving a trace in the schema.
create function audit_event_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'audit_event is append-only';
end
$$;

create trigger audit_event_update before update on audit_event
  for each row execute function audit_event_append_only();
create trigger audit_event_delete before delete on audit_event
  for each row execute function audit_event_append_only();
create trigger audit_event_truncate before truncate on audit_event
  for each statement execute function audit_event_append_only();
