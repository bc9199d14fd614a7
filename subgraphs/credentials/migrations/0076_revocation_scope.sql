-- A target is no longer always a row's id: a version is named by its credential and number, an issuer by its address.
alter table revocation alter column target_id type text using target_id::text;
alter table credential add column revocation_id uuid;

-- What one request changes in many credentials, a part at a time: no transaction grows with the number of them. It goes on where
-- it stopped, also after a restart.
create table bulk_operation (
  tenant_id       uuid        not null default current_tenant_id(),
  id              uuid        not null,
  kind            text        not null check (kind in ('REVOKE', 'ROTATE')),
  selection       jsonb       not null,
  reason          text,
  revocation_id   uuid,
  overlap_ends_at timestamptz,
  by_actor        jsonb       not null,
  note            text        not null,
  started_at      timestamptz not null,
  finished_at     timestamptz,
  matched         integer     not null,
  changed         integer     not null default 0,
  after_id        uuid,
  primary key (tenant_id, id)
);
call isolate_by_tenant('bulk_operation', 'select, insert, update');
alter table bulk_operation alter column tenant_id set (n_distinct = 100);
