-- What a tenant has beside its plan: add-ons and operators' overrides, as far as they have an end until that end.
create table entitlement_grant (
  tenant_id   uuid        not null default current_tenant_id(),
  id          uuid        not null,
  layer       text        not null check (layer in ('ADDON', 'OVERRIDE')),
  feature     text        not null,
  -- Its shape depends on the feature's kind and is checked whenever it is read.
  value       jsonb       not null,
  granted_at  timestamptz not null,
  expires_at  timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id) references billing_account (tenant_id)
);
call isolate_by_tenant('entitlement_grant');
