-- Why a machine was trusted or not. Only appended to; no secret, no hash and no token is ever in it.
create table trust_decision (
  tenant_id           uuid        not null default current_tenant_id(),
  id                  uuid        not null,
  at                  timestamptz not null,
  effect              text        not null,
  reason              jsonb       not null,
  reason_code         text        not null,
  chain               jsonb       not null,
  trust               jsonb       not null,
  required_trust      text        not null,
  machine_identity_id uuid,
  credential_id       uuid,
  acting_tenant       jsonb,
  action              text,
  actors              jsonb       not null,
  epoch               bigint      not null,
  simulated           boolean     not null,
  request_id          text        not null,
  primary key (tenant_id, id)
);
call isolate_by_tenant('trust_decision', 'select, insert');
create index trust_decision_listed on trust_decision (tenant_id, at desc, id desc);
create index trust_decision_credential on trust_decision (tenant_id, credential_id, at desc);
create index trust_decision_identity on trust_decision (tenant_id, machine_identity_id, at desc);
