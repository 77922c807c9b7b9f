-- Whoever has no other access than SQL cannot change what happened without leaving a trace in the schema.
create trigger audit_event_update before update on audit_event
begin
  select raise(abort, 'audit_event is append-only');
end;

create trigger audit_event_delete before delete on audit_event
begin
  select raise(abort, 'audit_event is append-only');
end;
