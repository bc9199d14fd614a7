-- What happened, written in the transaction in which it happened. The feed reads it in the order (xid, id) below the
-- oldest running transaction, so that a late commit is never skipped; that order is the primary key.
--
-- tenant_id is null for what belongs to no tenant: the action catalogue. Nobody but the feed can read it back, and
-- nobody chooses xid, id, time or request id.
create table outbox (
  tenant_id   uuid        default current_tenant_id(),
  id          bigint      not null generated always as identity,
  xid         xid8        not null default pg_current_xact_id(),
  type        text        not null,
  subject     text        not null,
  time        timestamptz not null default now(),
  request_id  text        default current_request_id(),
  data        jsonb       not null,
  primary key (xid, id)
);

-- The newest event of a subject is its snapshot. By id: whoever holds the subject's row lock takes the next id, while
-- a transaction's xid may be older than its turn.
create index outbox_newest on outbox (tenant_id, type, subject, id desc);

call hide_from_tenants('outbox');
call open_to('feed', 'outbox', 'select');

do $$
begin
  execute format('create policy tenant on outbox for insert to %I with check (tenant_id = (select current_tenant_id()))', current_schema() || '_tenant');
  execute format('grant insert (tenant_id, type, subject, data) on outbox to %I', current_schema() || '_tenant');
  execute format('create policy declare on outbox for insert to %I with check (tenant_id is null)', current_schema() || '_declare');
  execute format('grant insert (tenant_id, type, subject, data) on outbox to %I', current_schema() || '_declare');
end $$;
