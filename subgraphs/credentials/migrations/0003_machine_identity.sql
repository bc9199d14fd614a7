-- A machine, as a responsibility that somebody owns. The owner's kind says which of the reference columns is filled.
create table machine_identity (
  tenant_id         uuid        not null default current_tenant_id(),
  id                uuid        not null,
  name              text        not null,
  state             text        not null,
  state_since       timestamptz not null,
  statement         text        not null,
  actions           text[]      not null,
  data_classes      text[]      not null,
  declared_by       jsonb       not null,
  declared_at       timestamptz not null,
  review_due_at     timestamptz not null,
  ends_at           timestamptz,
  owner_kind        text        not null,
  owner_name        text,
  owner_duty        text,
  owner_team        text,
  owner_runtime_id  uuid,
  owner_agent_id    uuid,
  boundary          text        not null,
  environment       text        not null check (environment in ('live', 'test')),
  uses              bigint      not null default 0,
  last_used_at      timestamptz,
  last_used_address text,
  created_by        jsonb       not null,
  created_at        timestamptz not null,
  version           integer     not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, owner_runtime_id) references runtime (tenant_id, id),
  foreign key (tenant_id, owner_agent_id) references machine_identity (tenant_id, id),
  check (owner_kind <> 'RUNTIME' or owner_runtime_id is not null),
  check (owner_kind <> 'AUTONOMOUS_AGENT' or owner_agent_id is not null),
  check (owner_kind not in ('PLATFORM', 'INTERNAL_SERVICE') or owner_duty is not null),
  check (boundary <> 'PLATFORM_WIDE' or owner_kind in ('PLATFORM', 'INTERNAL_SERVICE'))
);
call isolate_by_tenant('machine_identity');
create index machine_identity_listed on machine_identity (tenant_id, created_at desc, id desc);
create index machine_identity_state on machine_identity (tenant_id, state);
create index machine_identity_agent on machine_identity (tenant_id, owner_agent_id) where owner_agent_id is not null;
-- The gateway reports uses by machine, without its home: the directory knows where a machine lives, and nothing else of it.
create index machine_identity_id on machine_identity (id);
call open_to('directory', 'machine_identity', 'select', 'tenant_id, id');

create table steward (
  tenant_id           uuid        not null default current_tenant_id(),
  machine_identity_id uuid        not null,
  person_id           uuid        not null,
  role                text        not null,
  since               timestamptz not null,
  primary key (tenant_id, machine_identity_id, person_id),
  foreign key (tenant_id, machine_identity_id) references machine_identity (tenant_id, id)
);
call isolate_by_tenant('steward');
create index steward_person on steward (tenant_id, person_id);

create table machine_identity_runtime (
  tenant_id           uuid not null default current_tenant_id(),
  machine_identity_id uuid not null,
  runtime_id          uuid not null,
  primary key (tenant_id, machine_identity_id, runtime_id),
  foreign key (tenant_id, machine_identity_id) references machine_identity (tenant_id, id),
  foreign key (tenant_id, runtime_id) references runtime (tenant_id, id)
);
call isolate_by_tenant('machine_identity_runtime');
create index machine_identity_runtime_runtime on machine_identity_runtime (tenant_id, runtime_id);
