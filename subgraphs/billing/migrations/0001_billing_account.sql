-- One account per tenant. The row is also the lock under which everything about the tenant's billing is decided, and it
-- keeps the last published verdict, so that an event goes out only when the verdict has changed.
create table billing_account (
  tenant_id             uuid        not null default current_tenant_id(),
  -- A stored payment method; under MANUAL the agreement to be invoiced.
  payment_agreed        boolean     not null default false,
  created_at            timestamptz not null,
  readiness             jsonb,
  readiness_version     integer     not null default 0,
  entitlements          jsonb,
  entitlements_version  integer     not null default 0,
  primary key (tenant_id)
);
call isolate_by_tenant('billing_account');
