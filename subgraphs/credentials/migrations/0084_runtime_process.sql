-- Which processes were vouched for with the key of an instance, as their issuer names them, and in which order they came. An
-- older one that comes back is a copy. Of instances that were there before, none is known: the first that is named begins.
create table runtime_process (
  tenant_id   uuid        not null default current_tenant_id(),
  instance_id uuid        not null,
  issuer      text        not null,
  process     text        not null check (length(process) <= 160),
  generation  integer     not null,
  first_seen  timestamptz not null,
  last_seen   timestamptz not null,
  primary key (tenant_id, instance_id, issuer, process),
  foreign key (tenant_id, instance_id) references runtime_instance (tenant_id, id),
  unique (tenant_id, instance_id, generation)
);
alter table runtime_process alter column tenant_id set (n_distinct = 100);
call isolate_by_tenant('runtime_process');
