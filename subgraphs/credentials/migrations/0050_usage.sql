-- One line for each allowed exchange, found by its token or its request. Everything else about it is the decision that it
-- repeats: within a minute the same answer to the same credential is kept whole once.
create table exchange (
  tenant_id      uuid        not null default current_tenant_id(),
  txn            text        not null,
  request_id     text        not null,
  at             timestamptz not null,
  decision_id    uuid        not null,
  credential_id  uuid        not null,
  version_number integer     not null,
  runtime_id     uuid        not null,
  address        text        not null,
  primary key (tenant_id, txn)
);
call isolate_by_tenant('exchange', 'select, insert');
create index exchange_request on exchange (tenant_id, request_id);

-- What was allowed, counted: one row per credential, version, action, runtime, address and minute. `action` is '' for the
-- exchange of the secret itself; version 0 is an unknown one, the runtime all zeros when none was shown, the address '' when
-- unknown. A minute is put into the audit log when it is over; what is reported later is put there as well, as more of it.
create table usage_minute (
  tenant_id      uuid        not null default current_tenant_id(),
  credential_id  uuid        not null,
  minute         timestamptz not null,
  version_number integer     not null,
  action         text        not null,
  effect         text        not null check (effect in ('ALLOW', 'DENY')),
  code           text        not null,
  runtime_id     uuid        not null,
  address        text        not null,
  count          bigint      not null,
  logged         bigint      not null default 0,
  last_at        timestamptz not null,
  closes_at      timestamptz,
  primary key (tenant_id, credential_id, minute, version_number, action, effect, code, runtime_id, address),
  foreign key (tenant_id, credential_id) references credential (tenant_id, id)
);
call isolate_by_tenant('usage_minute', 'select, insert, update');
create index usage_minute_closing on usage_minute (closes_at, tenant_id) where closes_at is not null;
call open_to('directory', 'usage_minute', 'select', 'tenant_id, closes_at');

-- Where a decision was asked from. What was decided before there was this says it only in the evidence of its links.
alter table trust_decision
  add column address    text,
  add column runtime_id uuid;
create index trust_decision_denied on trust_decision (tenant_id, credential_id, at desc) where effect = 'DENY' and not simulated;
