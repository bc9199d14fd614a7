-- How far this domain has read another's feed. One replica reads: it holds the row's lock.
create table feed_cursor (
  source     text        primary key,
  xid        xid8        not null default '0',
  id         bigint      not null default 0,
  heard_at   timestamptz,
  watermark  xid8        not null default '0'
);
call share_with_all_tenants('feed_cursor', 'positions in feeds and when they were heard');
call open_to('consume', 'feed_cursor', 'select, insert, update, delete');
