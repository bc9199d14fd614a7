-- With four eyes a rotation waits for a second person, too: its version is accepted from the approval on, and only then does the
-- overlap run that was asked for. Whoever acted when it was asked for, with the people behind the machines, does not approve it.
alter table rotation
  add column overlap_hours integer,
  add column asked_by      text[] not null default '{}',
  add column approved_by   jsonb,
  add column approved_at   timestamptz,
  drop constraint rotation_state_check,
  add constraint rotation_state_check check (state in ('PENDING_APPROVAL', 'IN_PROGRESS', 'COMPLETED', 'ABORTED'));
create unique index rotation_pending on rotation (tenant_id, credential_id) where state = 'PENDING_APPROVAL';
alter table credential add column pending_version integer;
