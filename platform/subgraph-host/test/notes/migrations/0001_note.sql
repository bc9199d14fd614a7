-- A table as small as a domain can have.
create table note (
  tenant_id uuid not null default current_tenant_id(),
  id        uuid not null,
  text      text not null,
  primary key (tenant_id, id)
);
call isolate_by_tenant('note');
