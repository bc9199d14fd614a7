-- Ends of memberships whose roles were already taken away. Not part of the projection: a rebuilt one must not take the
-- roles of somebody who left, came back and was given new ones.
create table ended_membership (
  tenant_id      uuid     not null default current_tenant_id(),
  membership_id  text     not null,
  version        integer  not null,
  primary key (tenant_id, membership_id, version)
);
call isolate_by_tenant('ended_membership', 'select, insert');
