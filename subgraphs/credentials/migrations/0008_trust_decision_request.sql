-- For whoever asks why a request went as it did. `txn` names the token that the exchange made; `position` is the order of
-- the decisions, counts over all tenants and is never shown.
alter table trust_decision
  add column position  bigint  not null generated always as identity,
  add column txn       text;

create index trust_decision_request on trust_decision (tenant_id, request_id);
create index trust_decision_txn on trust_decision (tenant_id, txn) where txn is not null;
