alter table credential
  add column overlap_hours    integer,
  add column rotated_at       timestamptz,
  add column approved_by      jsonb,
  add column approved_at      timestamptz,
  add column suspicious_since timestamptz,
  add column federation       jsonb;

alter table credential_version
  alter column secret_hash drop not null,
  alter column pepper_kid drop not null,
  add column key_thumbprint text,
  add column public_jwk     jsonb,
  add column retired_at     timestamptz;
create index credential_version_thumbprint on credential_version (tenant_id, key_thumbprint) where key_thumbprint is not null;

-- A terminal state has no way out, whatever was asked for.
create or replace function keep_terminal_credential() returns trigger language plpgsql as $$
begin
  if old.state in ('REVOKED', 'COMPROMISED') and new.state <> old.state then raise exception 'a credential that was taken back stays so'; end if;
  if new.machine_identity_id <> old.machine_identity_id or new.tenant_id <> old.tenant_id then raise exception 'a credential never changes its machine'; end if;
  return new;
end $$;

-- One replacement of a secret: both versions are accepted until the overlap ends, or until nobody uses the old one.
create table rotation (
  tenant_id       uuid        not null default current_tenant_id(),
  id              uuid        not null,
  credential_id   uuid        not null,
  from_version    integer     not null,
  to_version      integer     not null,
  state           text        not null check (state in ('IN_PROGRESS', 'COMPLETED', 'ABORTED')),
  started_by      jsonb       not null,
  started_at      timestamptz not null,
  overlap_ends_at timestamptz not null,
  ended_by        jsonb,
  ended_at        timestamptz,
  ended_because   text,
  primary key (tenant_id, id),
  foreign key (tenant_id, credential_id) references credential (tenant_id, id)
);
call isolate_by_tenant('rotation', 'select, insert, update');
create unique index rotation_in_progress on rotation (tenant_id, credential_id) where state = 'IN_PROGRESS';
create index rotation_credential on rotation (tenant_id, credential_id, started_at desc);

-- Who still uses which version: from what runtime (all zeros when none was shown) and address ('' when unknown).
create table version_consumer (
  tenant_id      uuid        not null default current_tenant_id(),
  credential_id  uuid        not null,
  version_number integer     not null,
  runtime_id     uuid        not null,
  address        text        not null,
  first_seen     timestamptz not null,
  last_seen      timestamptz not null,
  uses           bigint      not null,
  primary key (tenant_id, credential_id, version_number, runtime_id, address),
  foreign key (tenant_id, credential_id, version_number) references credential_version (tenant_id, credential_id, number)
);
call isolate_by_tenant('version_consumer', 'select, insert, update');
