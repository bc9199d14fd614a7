-- How many there are of each kind, kept as they change: counting 300,000 rows at each look takes a quarter of a second. Only
-- what a row says by itself is counted here; what time or another table decides is asked when somebody looks.
--
-- The count of a group is the sum of its slots. A change takes a slot that nobody holds, and makes one if there is none: so
-- nobody waits for a count, whatever order rows are locked in, and there are no more slots than there were changes at once.
-- A change that is rolled back was not counted, because its slot is rolled back with it.
alter table machine_identity add column stewards integer not null default 0;

create table machine_identity_count (
  tenant_id uuid    not null default current_tenant_id(),
  state     text    not null,
  -- 2 is two or more.
  stewards  integer not null check (stewards between 0 and 2),
  slot      bigint  not null generated always as identity,
  count     bigint  not null,
  primary key (tenant_id, state, stewards, slot)
);
call isolate_by_tenant('machine_identity_count', 'select, insert, update');
alter table machine_identity_count alter column tenant_id set (n_distinct = 100);

create table credential_count (
  tenant_id uuid    not null default current_tenant_id(),
  state     text    not null,
  kind      text    not null,
  is_bound  boolean not null,
  was_used  boolean not null,
  slot      bigint  not null generated always as identity,
  count     bigint  not null,
  primary key (tenant_id, state, kind, is_bound, was_used, slot)
);
call isolate_by_tenant('credential_count', 'select, insert, update');
alter table credential_count alter column tenant_id set (n_distinct = 100);

create procedure add_to_count(target machine_identity_count) language plpgsql as $$
declare
  free bigint;
begin
  select slot into free from machine_identity_count held
    where held.tenant_id = target.tenant_id and held.state = target.state and held.stewards = target.stewards
    limit 1 for update skip locked;
  if free is null then
    insert into machine_identity_count (tenant_id, state, stewards, count) values (target.tenant_id, target.state, target.stewards, target.count);
  else
    update machine_identity_count held set count = held.count + target.count
      where held.tenant_id = target.tenant_id and held.state = target.state and held.stewards = target.stewards and held.slot = free;
  end if;
end $$;

create procedure add_to_count(target credential_count) language plpgsql as $$
declare
  free bigint;
begin
  select slot into free from credential_count held
    where held.tenant_id = target.tenant_id and held.state = target.state and held.kind = target.kind
      and held.is_bound = target.is_bound and held.was_used = target.was_used
    limit 1 for update skip locked;
  if free is null then
    insert into credential_count (tenant_id, state, kind, is_bound, was_used, count)
      values (target.tenant_id, target.state, target.kind, target.is_bound, target.was_used, target.count);
  else
    update credential_count held set count = held.count + target.count
      where held.tenant_id = target.tenant_id and held.state = target.state and held.kind = target.kind
        and held.is_bound = target.is_bound and held.was_used = target.was_used and held.slot = free;
  end if;
end $$;

-- Once for each statement, however many rows it changes. A use changes no group, but for the first: it touches no count.
create function count_machine_identities() returns trigger language plpgsql as $$
declare
  target machine_identity_count;
begin
  if tg_op = 'INSERT' then
    for target in select tenant_id, state, least(stewards, 2), 0, count(*) from new_row group by 1, 2, 3 loop
      call add_to_count(target);
    end loop;
  elsif tg_op = 'UPDATE' then
    for target in
      select tenant_id, state, stewards, 0, sum(n) from (
        select tenant_id, state, least(stewards, 2) as stewards, 1 as n from new_row
        union all
        select tenant_id, state, least(stewards, 2), -1 from old_row) change
      group by 1, 2, 3 having sum(n) <> 0
    loop
      call add_to_count(target);
    end loop;
  else
    for target in select tenant_id, state, least(stewards, 2), 0, -count(*) from old_row group by 1, 2, 3 loop
      call add_to_count(target);
    end loop;
  end if;
  return null;
end $$;

create function count_credentials() returns trigger language plpgsql as $$
declare
  target credential_count;
begin
  if tg_op = 'INSERT' then
    for target in select tenant_id, state, kind, is_bound, was_used, 0, count(*) from new_row group by 1, 2, 3, 4, 5 loop
      call add_to_count(target);
    end loop;
  else
    for target in
      select tenant_id, state, kind, is_bound, was_used, 0, sum(n) from (
        select tenant_id, state, kind, is_bound, was_used, 1 as n from new_row
        union all
        select tenant_id, state, kind, is_bound, was_used, -1 from old_row) change
      group by 1, 2, 3, 4, 5 having sum(n) <> 0
    loop
      call add_to_count(target);
    end loop;
  end if;
  return null;
end $$;

-- The machines are locked by id, as everybody locks them, so that none waits for another.
create function count_stewards() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform from machine_identity where (tenant_id, id) in (select tenant_id, machine_identity_id from new_row) order by id for no key update;
    update machine_identity identity set stewards = identity.stewards + change.n
      from (select tenant_id, machine_identity_id, count(*) as n from new_row group by 1, 2) change
      where identity.tenant_id = change.tenant_id and identity.id = change.machine_identity_id;
  else
    perform from machine_identity where (tenant_id, id) in (select tenant_id, machine_identity_id from old_row) order by id for no key update;
    update machine_identity identity set stewards = identity.stewards - change.n
      from (select tenant_id, machine_identity_id, count(*) as n from old_row group by 1, 2) change
      where identity.tenant_id = change.tenant_id and identity.id = change.machine_identity_id;
  end if;
  return null;
end $$;

-- What is there already. The owner is under the policies too, and they name no tenant now.
alter table machine_identity no force row level security;
alter table steward no force row level security;
alter table credential no force row level security;
alter table machine_identity_count no force row level security;
alter table credential_count no force row level security;
update machine_identity identity set stewards = held.n
  from (select tenant_id, machine_identity_id, count(*) as n from steward group by 1, 2) held
  where identity.tenant_id = held.tenant_id and identity.id = held.machine_identity_id;
insert into machine_identity_count (tenant_id, state, stewards, count)
  select tenant_id, state, least(stewards, 2), count(*) from machine_identity group by 1, 2, 3;
insert into credential_count (tenant_id, state, kind, is_bound, was_used, count)
  select tenant_id, state, kind, is_bound, was_used, count(*) from credential group by 1, 2, 3, 4, 5;
alter table machine_identity force row level security;
alter table steward force row level security;
alter table credential force row level security;
alter table machine_identity_count force row level security;
alter table credential_count force row level security;

create trigger count_inserted after insert on machine_identity referencing new table as new_row
  for each statement execute function count_machine_identities();
create trigger count_updated after update on machine_identity referencing old table as old_row new table as new_row
  for each statement execute function count_machine_identities();
create trigger count_deleted after delete on machine_identity referencing old table as old_row
  for each statement execute function count_machine_identities();
create trigger count_inserted after insert on credential referencing new table as new_row
  for each statement execute function count_credentials();
create trigger count_updated after update on credential referencing old table as old_row new table as new_row
  for each statement execute function count_credentials();
create trigger count_inserted after insert on steward referencing new table as new_row
  for each statement execute function count_stewards();
create trigger count_deleted after delete on steward referencing old table as old_row
  for each statement execute function count_stewards();
