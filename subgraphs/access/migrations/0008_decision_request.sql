-- For whoever asks why a request went as it did: its decisions in the order in which they were made, who acted, and with
-- which token. `position` counts over all tenants, so it is never shown.
alter table access_decision
  add column position  bigint  not null generated always as identity,
  add column actors    jsonb,
  add column txn       text;

create index access_decision_request on access_decision (tenant_id, request_id);
create index access_decision_txn on access_decision (tenant_id, txn) where txn is not null;
