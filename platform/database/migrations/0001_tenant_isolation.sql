-- Who may see which rows, said in one word per table. Every procedure works in the schema that the migration runs in
-- and derives the roles' names from it.

-- A setting that was never made comes back as '' (not null) once a transaction has made it: '' must not become a tenant.
create function current_tenant_id() returns uuid
language sql stable parallel safe
return nullif(current_setting('bailiwick.tenant_id', true), '')::uuid;

create function current_request_id() returns text
language sql stable parallel safe
return nullif(current_setting('bailiwick.request_id', true), '');

-- Rows of the current tenant, and no others, for the tenant role. FORCE, because the owner runs migrations and backups.
create procedure isolate_by_tenant(target text, privileges text default 'select, insert, update, delete')
language plpgsql as $$
declare
  tenant_role name := current_schema() || '_tenant';
begin
  execute format('alter table %I enable row level security', target);
  execute format('alter table %I force row level security', target);
  execute format(
    'create policy tenant on %I for all to %I using (tenant_id = (select current_tenant_id())) with check (tenant_id = (select current_tenant_id()))',
    target, tenant_role);
  execute format('grant %s on %I to %I', privileges, target, tenant_role);
end $$;

-- A table that no tenant reaches: only the system roles that it is opened to.
create procedure hide_from_tenants(target text)
language plpgsql as $$
begin
  execute format('alter table %I enable row level security', target);
  execute format('alter table %I force row level security', target);
end $$;

-- A table that holds nothing of any tenant: all may read it, none may write it. The reason stands in its comment.
create procedure share_with_all_tenants(target text, reason text)
language plpgsql as $$
begin
  execute format('comment on table %I is %L', target, 'Shared by all tenants: ' || reason);
  execute format('grant select on %I to %I', target, current_schema() || '_tenant');
end $$;

-- Opens a table to one system role: the privileges, on these columns only unless null, on the rows of every tenant.
create procedure open_to(system_name text, target text, privileges text, columns text default null)
language plpgsql as $$
declare
  system_role name := current_schema() || '_' || system_name;
  privilege text;
  column_list text := '';
  is_isolated boolean;
  is_shared boolean;
begin
  if system_name not in ('directory', 'feed', 'clock', 'consume', 'declare', 'membership_of') then
    raise exception 'there is no system transaction named %', system_name;
  end if;
  if columns is not null then
    select format(' (%s)', string_agg(format('%I', trim(name)), ', ')) into column_list from unnest(string_to_array(columns, ',')) as name;
  end if;
  foreach privilege in array string_to_array(replace(lower(privileges), ' ', ''), ',') loop
    if privilege not in ('select', 'insert', 'update', 'delete') then
      raise exception 'open_to grants select, insert, update and delete, not %', privilege;
    end if;
    if privilege <> 'select' and system_name in ('directory', 'feed', 'membership_of') then
      raise exception 'the % transaction is read only: it cannot be granted %', system_name, privilege;
    end if;
    execute format('grant %s%s on %I to %I', privilege, case privilege when 'delete' then '' else column_list end, target, system_role);
  end loop;

  select relforcerowsecurity, coalesce(obj_description(oid, 'pg_class') like 'Shared by all tenants: %', false)
    into is_isolated, is_shared from pg_class where oid = format('%I', target)::regclass;
  if is_shared then return; end if;
  if not is_isolated then
    raise exception 'call isolate_by_tenant, hide_from_tenants or share_with_all_tenants for % before open_to', target;
  end if;
  if not exists (select from pg_policy where polrelid = format('%I', target)::regclass and polname = system_name) then
    execute format('create policy %I on %I for all to %I using (true) with check (true)', system_name, target, system_role);
  end if;
end $$;
