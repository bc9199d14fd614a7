-- The first answer to a mutation's key, kept 24 h in the transaction of the change: a repeat is answered, not done again.
create table idempotency (
  tenant_id   uuid        not null default current_tenant_id(),
  principal   text        not null,
  mutation    text        not null,
  key         text        not null,
  input_hash  text        not null,
  answer      jsonb,
  created_at  timestamptz not null default now(),
  primary key (tenant_id, principal, mutation, key)
);
create index idempotency_oldest on idempotency (tenant_id, created_at);
call isolate_by_tenant('idempotency');
