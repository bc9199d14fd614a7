-- Every time an operator was let into this tenant: who, under which duty, and why. The tenant's own log; append only.
create table operator_entry (
  tenant_id   uuid        not null default current_tenant_id(),
  id          uuid        not null,
  at          timestamptz not null,
  person_id   uuid        not null,
  duty        text        not null,
  reason      text        not null,
  request_id  text        not null,
  primary key (tenant_id, id)
);
create index operator_entry_newest on operator_entry (tenant_id, at desc);
call isolate_by_tenant('operator_entry', 'select, insert');
