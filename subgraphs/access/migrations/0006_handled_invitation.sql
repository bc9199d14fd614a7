-- Accepted invitations whose roles were already given or refused. Not part of the projection: a rebuilt one must not
-- give a role back that has been revoked since.
create table handled_invitation (
  tenant_id      uuid  not null default current_tenant_id(),
  invitation_id  text  not null,
  primary key (tenant_id, invitation_id)
);
call isolate_by_tenant('handled_invitation', 'select, insert');
