-- Credentials that were there before the clock looked whether they are still used: it looks at each within a day from now,
-- not at all at once. What is proven by its issuer's tokens never sleeps. The owner is under the policies too.
alter table credential no force row level security;
alter table due no force row level security;
insert into due (tenant_id, kind, subject, due_at)
  select tenant_id, 'credential.sleeps', id::text, now() + random() * interval '1 day' from credential
  where kind <> 'FEDERATED_OIDC' and state not in ('REVOKED', 'COMPROMISED', 'EXPIRED', 'DORMANT')
  on conflict do nothing;
alter table credential force row level security;
alter table due force row level security;
