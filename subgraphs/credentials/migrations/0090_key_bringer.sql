-- Whoever brought the public key of a version has its other half, as one who was shown a secret has that. Those of before are
-- put on record too: who created the credential brought its first key, who began a rotation the one that came with it. The
-- owner is under the policies too.
alter table credential no force row level security;
alter table credential_version no force row level security;
alter table rotation no force row level security;
alter table knower no force row level security;
insert into knower (tenant_id, credential_id, version_number, actor, actor_id, saw, how)
  select version.tenant_id, version.credential_id, version.number, brought.actor, brought.actor ->> 'id', brought.at, brought.how || ', with a key of theirs'
  from credential_version version
  join credential on credential.tenant_id = version.tenant_id and credential.id = version.credential_id and credential.kind = 'PRIVATE_KEY_JWT'
  cross join lateral (
    select credential.created_by as actor, credential.created_at as at, credential.created_via as how where version.number = 1
    union all
    select rotation.started_by, rotation.started_at, 'beginRotation' from rotation
      where rotation.tenant_id = version.tenant_id and rotation.credential_id = version.credential_id and rotation.to_version = version.number
  ) as brought
  where not exists (select from knower known where known.tenant_id = version.tenant_id and known.credential_id = version.credential_id
    and known.version_number = version.number)
  on conflict do nothing;
alter table credential force row level security;
alter table credential_version force row level security;
alter table rotation force row level security;
alter table knower force row level security;
