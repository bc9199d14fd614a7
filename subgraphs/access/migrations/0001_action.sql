-- The catalogue: what the domains declare that they enforce. It is the same for every tenant and holds nothing of any.
create table action (
  name         text   primary key,
  domain       text   not null,
  declaration  jsonb  not null
);
call share_with_all_tenants('action', 'the actions that the domains enforce');
call open_to('consume', 'action', 'select, insert, update, delete');
call open_to('declare', 'action', 'select, insert, update, delete');
