-- Only a keyed hash is kept, and the pepper is not in the database: a stolen database is not a stolen key ring.
create table credential_version (
  tenant_id       uuid        not null default current_tenant_id(),
  credential_id   uuid        not null,
  number          integer     not null,
  state           text        not null,
  secret_hash     bytea       not null,
  pepper_kid      text        not null,
  hint            text        not null,
  not_before      timestamptz not null,
  overlap_ends_at timestamptz,
  first_used_at   timestamptz,
  last_used_at    timestamptz,
  uses            bigint      not null default 0,
  primary key (tenant_id, credential_id, number),
  foreign key (tenant_id, credential_id) references credential (tenant_id, id)
);
call isolate_by_tenant('credential_version', 'select, insert, update');

-- Whoever has seen the secret. One row for each showing.
create table knower (
  tenant_id      uuid        not null default current_tenant_id(),
  credential_id  uuid        not null,
  version_number integer     not null,
  actor          jsonb       not null,
  actor_id       text        not null,
  saw            timestamptz not null,
  how            text        not null,
  primary key (tenant_id, credential_id, version_number, actor_id, saw),
  foreign key (tenant_id, credential_id, version_number) references credential_version (tenant_id, credential_id, number)
);
call isolate_by_tenant('knower', 'select, insert');
create index knower_actor on knower (tenant_id, actor_id);
