-- An operator's exception to the plan's grace: for one debt, with a justification and an end.
create table grace_extension (
  tenant_id        uuid        not null default current_tenant_id(),
  id               uuid        not null,
  subscription_id  uuid        not null,
  -- Names the debt: an exception for this one does not excuse the next.
  overdue_since    timestamptz not null,
  extended_until   timestamptz not null,
  justification    text        not null,
  granted_by       jsonb       not null,
  granted_at       timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, subscription_id) references subscription (tenant_id, id)
);
call isolate_by_tenant('grace_extension', 'select, insert');
