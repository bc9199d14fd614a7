-- What happened to a subscription, in order; append only. `at` is when it became so, not when somebody noticed.
create table subscription_transition (
  tenant_id        uuid        not null default current_tenant_id(),
  subscription_id  uuid        not null,
  number           integer     not null,
  at               timestamptz not null,
  from_state       text,
  to_state         text        not null,
  reason           jsonb       not null,
  cause            text        not null check (cause in ('CHANGE', 'CLOCK', 'TENANT_CLOSED')),
  primary key (tenant_id, subscription_id, number),
  foreign key (tenant_id, subscription_id) references subscription (tenant_id, id)
);
call isolate_by_tenant('subscription_transition', 'select, insert');
