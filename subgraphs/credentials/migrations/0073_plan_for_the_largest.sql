-- The policy's tenant is not known when a statement is planned. The planner takes it for one of many, so for a few rows: the
-- largest of 10,000 tenants for 73, a hundred ids of which it found by reading all 300,000. Told that there are a hundred
-- tenants, it takes each for a hundredth of the table: too many to be read for a few ids, and too few for reading the
-- whole table to be the better way to a small tenant's rows. Holds from the next analyze.
do $$
declare
  target name;
begin
  for target in
    select relname from pg_class join pg_attribute on attrelid = pg_class.oid
    where relnamespace = current_schema()::regnamespace and relkind = 'r' and attname = 'tenant_id' and relname <> 'tenant_fact'
  loop
    execute format('alter table %I alter column tenant_id set (n_distinct = 100)', target);
  end loop;
end $$;
