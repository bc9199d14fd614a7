-- Every answer, yes or no, with what it rested on. Append only: no role of the application may change or delete a row.
-- `inputs` are the subject and the facts as they were; with them a decision can be made again.
create table access_decision (
  tenant_id        uuid         not null default current_tenant_id(),
  id               uuid         not null,
  subject_kind     text         not null,
  subject_id       text         not null,
  action           text         not null,
  resource_type    text,
  resource_id      text,
  request_id       text         not null,
  policy_version   integer      not null,
  can_access       boolean      not null,
  redacted         boolean      not null,
  reason           jsonb        not null,
  trace            jsonb        not null,
  inputs           jsonb        not null,
  evaluated_at     timestamptz  not null,
  duration_micros  integer      not null,
  primary key (tenant_id, id)
);
create index access_decision_newest on access_decision (tenant_id, evaluated_at desc);
call isolate_by_tenant('access_decision', 'select, insert');
