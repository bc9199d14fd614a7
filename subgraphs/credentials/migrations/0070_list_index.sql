-- Every filter of a list leads to an index that ends in the list's order, so that a page reads a page's rows and no more.
--
-- Below a row security policy only an operator that is marked leakproof reaches an index: =, <, >= of plain types are,
-- ->> @> && ilike and lower() are not, and the planner would read the tenant's rows one by one. So what is searched
-- for is a plain column. The generated ones change at most once a day, or once: a use stays an update in place (HOT).
alter table credential
  add column created_by_id   text        generated always as (created_by ->> 'id') stored,
  add column idle_since      date        generated always as ((coalesce(last_used_at, created_at) at time zone 'UTC')::date) stored,
  add column was_used        boolean     generated always as (last_used_at is not null) stored,
  add column is_bound        boolean     generated always as (cardinality(runtime_ids) > 0) stored,
  add column rotation_due_at timestamptz generated always as
    ((coalesce(rotated_at, created_at) at time zone 'UTC' + make_interval(days => rotate_every_days)) at time zone 'UTC') stored;

drop index credential_identity;
create index credential_identity on credential (tenant_id, machine_identity_id, created_at desc, id desc);
create index credential_state on credential (tenant_id, state, created_at desc, id desc);
create index credential_kind on credential (tenant_id, kind, created_at desc, id desc);
create index credential_created_by on credential (tenant_id, created_by_id, created_at desc, id desc);
create index credential_expiry on credential (tenant_id, expires_at, id);
create index credential_idle on credential (tenant_id, idle_since, id);
-- All that the posture counts, so that the rows themselves are not read.
drop index credential_expiring;
create index credential_posture on credential (tenant_id, expires_at) include (kind, is_bound, was_used, rotation_due_at)
  where state in ('STAGED', 'ACTIVE', 'ROTATING');

drop index machine_identity_state;
create index machine_identity_state on machine_identity (tenant_id, state, created_at desc, id desc);
create index machine_identity_owner_kind on machine_identity (tenant_id, owner_kind, created_at desc, id desc);
create index machine_identity_environment on machine_identity (tenant_id, environment, created_at desc, id desc);

create index trust_decision_code on trust_decision (tenant_id, reason_code, at desc, id desc);
create index trust_decision_effect on trust_decision (tenant_id, effect, at desc, id desc);
drop index trust_decision_credential;
create index trust_decision_credential on trust_decision (tenant_id, credential_id, at desc, id desc);
drop index trust_decision_identity;
create index trust_decision_identity on trust_decision (tenant_id, machine_identity_id, at desc, id desc);
