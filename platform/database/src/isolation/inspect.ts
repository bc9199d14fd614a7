import { sql } from 'kysely';
import type { Transaction } from 'kysely';

/** A schema as the database itself describes it: what the isolation rules are checked against. */
export interface Inspection {
  readonly relations: readonly Relation[];
  readonly policies: readonly Policy[];
  readonly grants: readonly Grant[];
  readonly keys: readonly Key[];
  readonly definerFunctions: readonly string[];
  readonly roles: readonly RoleAttributes[];
}

export interface Relation {
  readonly name: string;
  /** pg_class.relkind: r table, p partitioned table, v view, m materialized view, f foreign table. */
  readonly kind: string;
  readonly forced: boolean;
  readonly shared: boolean;
  readonly security_invoker: boolean;
  readonly has_tenant: boolean;
  readonly tenant_required: boolean;
}

export interface Policy {
  readonly relation: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly permissive: boolean;
  readonly using: string | null;
  readonly check: string | null;
}

/** `column` is null for the whole table. */
export interface Grant {
  readonly relation: string;
  readonly role: string;
  readonly privilege: string;
  readonly column: string | null;
}

/** A primary, unique or foreign key, with its first column and, for a foreign key, the first one that it points at. */
export interface Key {
  readonly relation: string;
  readonly name: string;
  readonly kind: 'primary' | 'unique' | 'foreign';
  readonly leads: string | null;
  readonly target: string | null;
  readonly target_leads: string | null;
  readonly across_tenants: boolean;
}

export interface RoleAttributes {
  readonly name: string;
  readonly privileged: boolean;
}

/** Reads the current schema's catalogue; every role may. */
export async function inspect<Tables>(tx: Transaction<Tables>): Promise<Inspection> {
  return {
    relations: (await RELATIONS.execute(tx)).rows,
    policies: (await POLICIES.execute(tx)).rows,
    grants: (await GRANTS.execute(tx)).rows,
    keys: [...(await INDEXES.execute(tx)).rows, ...(await FOREIGN_KEYS.execute(tx)).rows],
    definerFunctions: (await DEFINERS.execute(tx)).rows.map((row) => row.name),
    roles: (await ROLES.execute(tx)).rows,
  };
}

const RELATIONS = sql<Relation>`
  select c.relname as name, c.relkind::text as kind, c.relrowsecurity and c.relforcerowsecurity as forced,
         coalesce(obj_description(c.oid, 'pg_class') like 'Shared by all tenants: %', false) as shared,
         coalesce('security_invoker=true' = any (c.reloptions) or 'security_invoker=on' = any (c.reloptions), false) as security_invoker,
         t.attname is not null as has_tenant, coalesce(t.attnotnull, false) as tenant_required
  from pg_class c left join pg_attribute t on t.attrelid = c.oid and t.attname = 'tenant_id' and not t.attisdropped
  where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
  order by c.relname`;

const POLICIES = sql<Policy>`
  select c.relname as relation, p.polname as name, p.polpermissive as permissive,
         array(select case when r = 0 then 'public' else pg_get_userbyid(r)::text end from unnest(p.polroles) as r) as roles,
         pg_get_expr(p.polqual, p.polrelid) as using, pg_get_expr(p.polwithcheck, p.polrelid) as check
  from pg_policy p join pg_class c on c.oid = p.polrelid
  where c.relnamespace = current_schema()::regnamespace
  order by c.relname, p.polname`;

const GRANTS = sql<Grant>`
  select c.relname as relation, case when g.grantee = 0 then 'public' else pg_get_userbyid(g.grantee)::text end as role,
         lower(g.privilege_type) as privilege, g.column
  from pg_class c cross join lateral (
    select grantee, privilege_type, null::text as column from aclexplode(c.relacl)
    union all
    select acl.grantee, acl.privilege_type, a.attname::text
    from pg_attribute a cross join lateral aclexplode(a.attacl) as acl
    where a.attrelid = c.oid and not a.attisdropped
  ) as g
  where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f') and g.grantee <> c.relowner
  order by c.relname, role, privilege, g.column`;

const INDEXES = sql<Key>`
  select c.relname as relation, x.relname as name, case when i.indisprimary then 'primary' else 'unique' end as kind,
         a.attname as leads, null as target, null as target_leads,
         coalesce(obj_description(x.oid, 'pg_class') like 'Across tenants: %', false) as across_tenants
  from pg_index i join pg_class c on c.oid = i.indrelid join pg_class x on x.oid = i.indexrelid
       left join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0] and a.attnum > 0
  where i.indisunique and c.relnamespace = current_schema()::regnamespace
  order by c.relname, x.relname`;

const FOREIGN_KEYS = sql<Key>`
  select c.relname as relation, f.conname as name, 'foreign' as kind, a.attname as leads, t.relname as target, ta.attname as target_leads,
         coalesce(obj_description(f.oid, 'pg_constraint') like 'Across tenants: %', false) as across_tenants
  from pg_constraint f join pg_class c on c.oid = f.conrelid join pg_class t on t.oid = f.confrelid
       join pg_attribute a on a.attrelid = c.oid and a.attnum = f.conkey[1]
       join pg_attribute ta on ta.attrelid = t.oid and ta.attnum = f.confkey[1]
  where f.contype = 'f' and c.relnamespace = current_schema()::regnamespace
  order by c.relname, f.conname`;

const DEFINERS = sql<{ name: string }>`
  select proname as name from pg_proc where prosecdef and pronamespace = current_schema()::regnamespace order by proname`;

const ROLES = sql<RoleAttributes>`
  select rolname as name, rolsuper or rolbypassrls or rolcreaterole or rolcanlogin as privileged
  from pg_roles where starts_with(rolname, current_schema() || '_') order by rolname`;
