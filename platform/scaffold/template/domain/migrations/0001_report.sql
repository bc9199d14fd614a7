create table report (
  tenant_id   uuid         not null default current_tenant_id(),
  id          uuid         not null,
  title       varchar(120) not null,
  created_at  timestamptz  not null,
  primary key (tenant_id, id)
);
-- Nothing is taken back or rewritten yet, so nobody may.
call isolate_by_tenant('report', 'select, insert');
