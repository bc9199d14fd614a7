-- Rows are never deleted, and a terminal state has no way out: the trigger holds that even against a mistake of ours.
create table credential (
  tenant_id           uuid        not null default current_tenant_id(),
  id                  uuid        not null,
  machine_identity_id uuid        not null,
  name                text        not null,
  purpose             text        not null,
  kind                text        not null,
  state               text        not null,
  state_since         timestamptz not null,
  environment         text        not null check (environment in ('live', 'test')),
  reference           text        not null,
  hint                text        not null,
  ceiling             text[]      not null,
  runtime_ids         uuid[]      not null,
  networks            text[]      not null,
  not_before          timestamptz not null,
  expires_at          timestamptz not null,
  max_uses            integer,
  uses                bigint      not null default 0,
  rotate_every_days   integer,
  created_by          jsonb       not null,
  created_via         text        not null,
  created_at          timestamptz not null,
  last_used_at        timestamptz,
  last_used_runtime   uuid,
  last_used_address   text,
  version             integer     not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, machine_identity_id) references machine_identity (tenant_id, id),
  check (not_before < expires_at)
);
call isolate_by_tenant('credential', 'select, insert, update');
create index credential_listed on credential (tenant_id, created_at desc, id desc);
create index credential_identity on credential (tenant_id, machine_identity_id, created_at desc);
create index credential_expiring on credential (tenant_id, expires_at) where state in ('STAGED', 'ACTIVE');
-- A presented key names its row before its tenant is known. References are random, so two tenants that happen to share one
-- are told apart by the hash; a unique key across tenants would be an oracle.
create index credential_reference on credential (reference);
call open_to('directory', 'credential', 'select', 'tenant_id, reference');

create function keep_terminal_credential() returns trigger language plpgsql as $$
begin
  if old.state = 'REVOKED' and new.state <> old.state then raise exception 'a revoked credential stays revoked'; end if;
  if new.machine_identity_id <> old.machine_identity_id or new.tenant_id <> old.tenant_id then raise exception 'a credential never changes its machine'; end if;
  return new;
end $$;
create trigger keep_terminal before update on credential for each row execute function keep_terminal_credential();
