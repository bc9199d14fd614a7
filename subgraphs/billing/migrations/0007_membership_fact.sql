-- Identity's word about memberships: an active one uses a seat. Ended ones stay, so that an older event about the same
-- membership is recognised. A projection, like tenant_fact.
create table membership_fact (
  tenant_id      uuid    not null default current_tenant_id(),
  membership_id  uuid    not null,
  state          text    not null,
  version        integer not null,
  primary key (tenant_id, membership_id)
);
create index membership_fact_active on membership_fact (tenant_id) where state = 'ACTIVE';
call isolate_by_tenant('membership_fact');
call open_to('consume', 'membership_fact', 'select, delete', null);
