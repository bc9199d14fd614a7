-- A tenant is its own and only row: the policy shows each tenant itself. The slug is unique over all of them, because
-- X-Tenant names one; only operators, who may know every tenant, can run into it.
create table tenant (
  tenant_id     uuid        not null default current_tenant_id() primary key,
  slug          text        not null,
  name          text        not null,
  kind          text        not null check (kind in ('CUSTOMER', 'PLATFORM')),
  state         text        not null check (state in ('PROVISIONING', 'ACTIVE', 'SUSPENDED', 'CLOSING', 'CLOSED')),
  state_since   timestamptz not null,
  state_note    text,
  activated_at  timestamptz,
  created_at    timestamptz not null,
  created_by    jsonb       not null,
  version       integer     not null,
  constraint tenant_slug unique (slug)
);

-- There is one platform.
create unique index tenant_platform on tenant (kind) where kind = 'PLATFORM';

comment on index tenant_slug is 'Across tenants: X-Tenant names one by it, and only operators can find one taken';
comment on index tenant_platform is 'Across tenants: there is one platform, made by bootstrap before anybody else';

call isolate_by_tenant('tenant');
call open_to('directory', 'tenant', 'select', 'tenant_id, slug, name, kind, state, state_since, state_note');
call open_to('membership_of', 'tenant', 'select', 'tenant_id, slug, name, state');
