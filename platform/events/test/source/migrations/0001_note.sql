-- The source of these tests has facts of its own nowhere but in its outbox.
create table note (
  tenant_id  uuid    not null default current_tenant_id(),
  id         text    not null,
  times      integer not null default 0,
  primary key (tenant_id, id)
);
call isolate_by_tenant('note');
