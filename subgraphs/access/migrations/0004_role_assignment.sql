-- Who holds which role. Rows are never deleted: an assignment ends, and remains to explain old decisions.
create table role_assignment (
  tenant_id      uuid         not null default current_tenant_id(),
  id             uuid         not null default gen_random_uuid(),
  role           text         not null,
  subject_kind   text         not null check (subject_kind in ('PERSON', 'MACHINE')),
  subject_id     text         not null,
  expires_at     timestamptz,
  granted_by     jsonb        not null,
  granted_at     timestamptz  not null,
  ended_at       timestamptz,
  ended_because  text,
  primary key (tenant_id, id)
);
create unique index role_assignment_current on role_assignment (tenant_id, subject_kind, subject_id, role) where ended_at is null;
create index role_assignment_role on role_assignment (tenant_id, role) where ended_at is null;
call isolate_by_tenant('role_assignment', 'select, insert, update');
