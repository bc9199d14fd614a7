-- What time alone will change, and when. The clock claims a row (`for update skip locked` asks for an update privilege:
-- due_at, so that a rule that failed can be put off) and carries it out as the tenant.
create table due (
  tenant_id  uuid        not null default current_tenant_id(),
  kind       text        not null,
  subject    text        not null,
  due_at     timestamptz not null,
  primary key (tenant_id, kind, subject)
);
create index due_next on due (due_at);
call isolate_by_tenant('due');
call open_to('clock', 'due', 'select, delete');
call open_to('clock', 'due', 'update', 'due_at');
