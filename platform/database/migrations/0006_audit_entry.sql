-- Who did what, and why they could. Append only: no role of the application may update or delete an entry.
create table audit_entry (
  tenant_id    uuid        not null default current_tenant_id(),
  id           uuid        not null default gen_random_uuid(),
  at           timestamptz not null default now(),
  actors       jsonb       not null,
  action       text        not null,
  mutation     text        not null,
  target_type  text,
  target_id    text,
  effect       text        not null,
  reason_code  text,
  decision_id  text,
  request_id   text        not null default coalesce(current_request_id(), 'platform:' || pg_current_xact_id()),
  primary key (tenant_id, id)
);
create index audit_entry_newest on audit_entry (tenant_id, at desc, id desc);
call isolate_by_tenant('audit_entry', 'select, insert');
