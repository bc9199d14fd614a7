-- Which action catalogue was published last, so that a start publishes it again only when it has changed.
create table declared_actions (
  digest       text        primary key,
  declared_at  timestamptz not null default now()
);
call hide_from_tenants('declared_actions');
call open_to('declare', 'declared_actions', 'select, insert, update, delete');
