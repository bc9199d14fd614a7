-- Identity's word about the tenant, as of its version. A projection: it is emptied and filled again on a rebuild, so
-- nothing may refer to it. Its row is also the lock under which a report is decided.
create table tenant_fact (
  tenant_id  uuid    not null default current_tenant_id(),
  state      text    not null,
  version    integer not null,
  primary key (tenant_id)
);
call isolate_by_tenant('tenant_fact');
call open_to('consume', 'tenant_fact', 'select, delete', null);
