-- One order of revocations for each tenant. The row is locked while a revocation is written, so epochs have no holes and
-- commit in order.
create table revocation_epoch (
  tenant_id uuid   not null default current_tenant_id(),
  epoch     bigint not null,
  primary key (tenant_id)
);
call isolate_by_tenant('revocation_epoch', 'select, insert, update');

create table revocation (
  tenant_id    uuid        not null default current_tenant_id(),
  id           uuid        not null,
  scope        text        not null,
  target_id    uuid        not null,
  reason       text        not null,
  note         text        not null,
  by_actor     jsonb       not null,
  requested_at timestamptz not null,
  epoch        bigint      not null,
  primary key (tenant_id, id)
);
call isolate_by_tenant('revocation', 'select, insert');
create index revocation_target on revocation (tenant_id, target_id);
