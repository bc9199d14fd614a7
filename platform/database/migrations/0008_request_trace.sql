-- The audit log also says what was not done: who was refused, what broke, who came in. `position` is the order in which
-- entries were made, which their time is too coarse for; it counts over all tenants, so it is never shown.
-- `mutation` names the field of the graph, and what is no mutation may have no action.
alter table audit_entry
  add column position  bigint  not null generated always as identity,
  add column kind      text    not null default 'CHANGE' check (kind in ('EXCHANGE', 'REFUSAL', 'CHANGE', 'FAILURE')),
  add column reason    jsonb,
  add column txn       text,
  alter column action drop not null,
  alter column mutation drop not null;

create index audit_entry_request on audit_entry (tenant_id, request_id);
create index audit_entry_txn on audit_entry (tenant_id, txn) where txn is not null;
