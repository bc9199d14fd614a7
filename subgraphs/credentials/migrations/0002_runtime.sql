-- A place that machines run in. Networks are kept as text: the rule that reads them also accepts what `cidr` would not.
create table runtime (
  tenant_id   uuid        not null default current_tenant_id(),
  id          uuid        not null,
  name        text        not null,
  kind        text        not null,
  environment text        not null check (environment in ('live', 'test')),
  attestors   jsonb       not null,
  networks    text[]      not null,
  created_at  timestamptz not null,
  primary key (tenant_id, id)
);
call isolate_by_tenant('runtime');
create index runtime_listed on runtime (tenant_id, created_at desc, id desc);
