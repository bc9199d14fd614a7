-- A small domain for this package's own tests: a table of each kind.
create table note (
  tenant_id  uuid   not null default current_tenant_id(),
  id         uuid   not null default gen_random_uuid(),
  text       text   not null,
  size       bigint not null default 0,
  primary key (tenant_id, id)
);
call isolate_by_tenant('note');
call open_to('directory', 'note', 'select', 'tenant_id, id');
call open_to('consume', 'note', 'select');

create table colour (name text primary key);
insert into colour values ('red'), ('green');
call share_with_all_tenants('colour', 'everybody sees the same colours');
