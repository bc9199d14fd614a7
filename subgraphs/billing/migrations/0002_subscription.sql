-- Evidence, not verdicts: what the provider says. The state beside it is only the last one written to the history.
-- Plans are code; a subscription names the version that it keeps.
create table subscription (
  tenant_id             uuid        not null default current_tenant_id(),
  id                    uuid        not null,
  plan_code             text        not null,
  plan_version          integer     not null,
  quantity              integer     not null check (quantity >= 0),
  -- Text without a check: a provider may add a word, and an unknown word must be storable to be judged.
  provider_status       text        not null,
  status_since          timestamptz not null,
  started_at            timestamptz not null,
  trial_ends_at         timestamptz,
  period_anchor         timestamptz not null,
  cancel_at             timestamptz,
  overdue_since         timestamptz,
  resumes_at            timestamptz,
  first_payment_due_at  timestamptz,
  ready_before_unknown  boolean     not null default false,
  disputed              boolean     not null default false,
  evidence_received_at  timestamptz,
  recorded_state        text,
  recorded_at           timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id) references billing_account (tenant_id)
);
call isolate_by_tenant('subscription');
