-- A projection, and how often each event had an effect on it.
create table fact (
  tenant_id  uuid    not null default current_tenant_id(),
  subject    text    not null,
  version    integer not null,
  times      integer not null default 1,
  primary key (tenant_id, subject)
);
call isolate_by_tenant('fact');
call open_to('consume', 'fact', 'select, delete');
