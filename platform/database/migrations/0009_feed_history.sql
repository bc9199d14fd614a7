-- Which history this domain's feed tells. A position means something within one history only: a database that was put
-- back from a backup gives the same places to other events, or has forgotten what its readers have heard.
create table feed_history (
  singleton  boolean      primary key default true check (singleton),
  id         uuid         not null default gen_random_uuid(),
  place      text         not null,
  begun_at   timestamptz  not null default now()
);
call share_with_all_tenants('feed_history', 'the name of the history that positions in this feed belong to');
call open_to('feed', 'feed_history', 'select');
call open_to('declare', 'feed_history', 'select');

-- Where the events lie: which server, which database, which table. A dump brings its history's name along, and lies
-- elsewhere after it was restored, wherever that was.
create function feed_place() returns text
language sql stable
return (select system_identifier from pg_control_system()) || '/' || (select oid from pg_database where datname = current_database()) || '/' || 'outbox'::regclass::oid::text;

-- The name that heartbeats, cursors and consistency tokens carry. Null in a place where nobody has said that a new
-- history begins. With the server's timeline, because a promoted standby or a recovery to a point in time is in the
-- same place, and may have lost the last events: it begins a new history by itself.
create function current_feed() returns text
language sql stable
return (select id || '.' || left(pg_walfile_name(pg_current_wal_lsn()), 8) from feed_history where place = feed_place());

insert into feed_history (place) values (feed_place());

-- Of the cursors that there are nobody knows which history they are places in: their projections are built anew, once.
alter table feed_cursor add column feed text;
delete from feed_cursor;
