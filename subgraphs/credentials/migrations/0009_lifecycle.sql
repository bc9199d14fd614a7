-- A tenant's own limits for its machines. Without a row the platform's defaults hold.
create table machine_policy (
  tenant_id uuid    not null default current_tenant_id(),
  limits    jsonb   not null,
  version   integer not null,
  primary key (tenant_id)
);
call isolate_by_tenant('machine_policy');

-- Every change of a state: who, when, why. Only appended to; `position` is the order, counts over all tenants and is never shown.
create table transition (
  tenant_id   uuid        not null default current_tenant_id(),
  id          uuid        not null default gen_random_uuid(),
  position    bigint      not null generated always as identity,
  target_type text        not null,
  target_id   uuid        not null,
  from_state  text        not null,
  to_state    text        not null,
  by_actor    jsonb       not null,
  at          timestamptz not null,
  reason_code text        not null,
  note        text,
  request_id  text        not null default coalesce(current_request_id(), 'platform:' || pg_current_xact_id()),
  primary key (tenant_id, id)
);
call isolate_by_tenant('transition', 'select, insert');
create index transition_target on transition (tenant_id, target_id, position desc);

alter table machine_identity
  add column grace_ends_at timestamptz,
  add column pending_owner jsonb;

-- From whom to whom. The first row of a machine is its declaration.
create table ownership_change (
  tenant_id           uuid        not null default current_tenant_id(),
  id                  uuid        not null default gen_random_uuid(),
  position            bigint      not null generated always as identity,
  machine_identity_id uuid        not null,
  from_owner          jsonb,
  to_owner            jsonb       not null,
  by_actor            jsonb       not null,
  at                  timestamptz not null,
  note                text        not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, machine_identity_id) references machine_identity (tenant_id, id)
);
call isolate_by_tenant('ownership_change', 'select, insert');
create index ownership_change_identity on ownership_change (tenant_id, machine_identity_id, position desc);

-- What several stewards must ask for before it happens, such as a release from quarantine. Deleted once it did.
create table identity_approval (
  tenant_id           uuid        not null default current_tenant_id(),
  machine_identity_id uuid        not null,
  purpose             text        not null,
  person_id           uuid        not null,
  at                  timestamptz not null,
  note                text        not null,
  primary key (tenant_id, machine_identity_id, purpose, person_id),
  foreign key (tenant_id, machine_identity_id) references machine_identity (tenant_id, id)
);
call isolate_by_tenant('identity_approval');

alter table runtime
  add column state       text        not null default 'ACTIVE' check (state in ('ACTIVE', 'LOCKED', 'RETIRED')),
  add column state_since timestamptz,
  add column lock_reason text,
  add column version     integer     not null default 1;

-- A process of a runtime that showed a key of its own. The generation grows with each renewal: an old one that comes back
-- is a copy.
create table runtime_instance (
  tenant_id      uuid        not null default current_tenant_id(),
  id             uuid        not null,
  runtime_id     uuid        not null,
  key_thumbprint text        not null,
  generation     integer     not null default 1,
  first_seen     timestamptz not null,
  last_seen      timestamptz not null,
  locked         boolean     not null default false,
  lock_reason    text,
  primary key (tenant_id, id),
  foreign key (tenant_id, runtime_id) references runtime (tenant_id, id),
  unique (tenant_id, key_thumbprint, runtime_id)
);
call isolate_by_tenant('runtime_instance');
