-- What time decides is a range of an index, counted without reading the rows: so the state is in it, which tells the usable
-- from those that only may become so again.
create index machine_identity_review on machine_identity (tenant_id, review_due_at) include (state);
drop index credential_posture;
create index credential_posture on credential (tenant_id, expires_at) include (state, kind, is_bound, was_used)
  where state in ('STAGED', 'ACTIVE', 'ROTATING');
create index credential_rotation_due on credential (tenant_id, rotation_due_at) include (state, expires_at)
  where state in ('STAGED', 'ACTIVE', 'ROTATING') and rotation_due_at is not null;
