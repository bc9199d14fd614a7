import { rolesOf } from '../migration/roles.js';
import type { Inspection, Key, Policy, Relation } from './inspect.js';

/** Its tenant is null when an event belongs to none, and its key is the feed's order. It is never read by a tenant. */
const OUTBOX = 'outbox';
const ROW_PRIVILEGES = new Set(['select', 'insert', 'update', 'delete']);

/** Everything about a domain's schema through which one tenant could see or touch another's rows. */
export function findDefects(domain: string, schema: Inspection): readonly string[] {
  return [
    ...schema.relations.flatMap((relation) => relationDefects(domain, relation, schema)),
    ...schema.keys.flatMap((key) => keyDefects(key, schema)),
    ...schema.policies.flatMap((policy) => policyDefects(domain, policy, schema)),
    ...new Set(grantDefects(domain, schema)),
    ...schema.definerFunctions.map(
      (name) => `function ${name} is security definer: it would run with its owner's rights`,
    ),
    ...roleDefects(domain, schema),
  ];
}

function relationDefects(domain: string, relation: Relation, schema: Inspection): string[] {
  const { name, kind } = relation;
  if (kind === 'v')
    return relation.security_invoker
      ? []
      : [`view ${name} is without security_invoker: it would read with its owner's rights`];
  if (kind === 'm') return [`materialized view ${name} keeps rows outside of row level security`];
  if (kind === 'f') return [`foreign table ${name} is outside of row level security`];
  if (relation.shared)
    return relation.has_tenant ? [`table ${name} is shared by all tenants, but has a tenant_id`] : [];
  if (!relation.forced)
    return [
      `table ${name} is not isolated: call isolate_by_tenant, hide_from_tenants or share_with_all_tenants in the migration that creates it`,
    ];
  const reachable = schema.grants.some((grant) => grant.relation === name && grant.role === `${domain}_tenant`);
  if (!reachable || name === OUTBOX) return [];
  if (!relation.has_tenant) return [`table ${name} is opened to tenants, but has no tenant_id`];
  return relation.tenant_required ? [] : [`table ${name} allows a null tenant_id`];
}

/** A key that spans tenants answers "is that taken?" about another tenant's rows. */
function keyDefects(key: Key, schema: Inspection): string[] {
  const relation = schema.relations.find(({ name }) => name === key.relation);
  if (relation?.has_tenant !== true || relation.name === OUTBOX || key.across_tenants) return [];
  if (key.leads === 'tenant_id') return targetDefects(key);
  const pointsAtShared = schema.relations.some(({ name, shared }) => name === key.target && shared);
  return pointsAtShared
    ? []
    : [`${key.kind} key ${key.name} of ${key.relation} does not start with tenant_id${escape(key)}`];
}

function targetDefects({ kind, name, relation, target, target_leads: leads }: Key): string[] {
  if (kind !== 'foreign' || leads === 'tenant_id') return [];
  return [`foreign key ${name} of ${relation} starts with tenant_id, but points at ${target ?? ''}.${leads ?? ''}`];
}

function escape(key: Key): string {
  if (key.kind === 'primary') return '';
  const object = key.kind === 'unique' ? `index ${key.name}` : `constraint ${key.name} on ${key.relation}`;
  return `: lead with it, or say why not with "comment on ${object} is 'Across tenants: …'"`;
}

/** What the tenant role may see is one expression everywhere: the one that isolate_by_tenant writes. */
function policyDefects(domain: string, policy: Policy, schema: Inspection): string[] {
  const known = rolesOf(domain);
  const stranger = policy.roles.find((role) => !known.includes(role));
  if (stranger !== undefined)
    return [`policy ${policy.name} on ${policy.relation} is for ${stranger}, which is no role of ${domain}`];
  if (!policy.permissive || !policy.roles.includes(`${domain}_tenant`)) return [];
  const own = ownRows(schema);
  const others = [policy.using, policy.check].filter((expression) => expression !== null && expression !== own);
  return others.length === 0
    ? []
    : [
        `policy ${policy.name} on ${policy.relation} shows the tenant role rows by "${others.join('", "')}" instead of its own`,
      ];
}

/** As the database prints the platform's own policy, so that its version's way of printing does not matter. */
export function ownRows(schema: Inspection): string | null {
  return schema.policies.find((policy) => policy.relation === 'idempotency' && policy.name === 'tenant')?.using ?? null;
}

function grantDefects(domain: string, schema: Inspection): string[] {
  const known = rolesOf(domain);
  return schema.grants.flatMap(({ relation, role, privilege }) => {
    if (!known.includes(role))
      return [`${role} may ${privilege} ${relation}: only the roles of ${domain} may hold privileges`];
    if (!ROW_PRIVILEGES.has(privilege))
      return [`${role} may ${privilege} ${relation}, which row level security does not cover`];
    const shared = schema.relations.some(({ name, shared: isShared }) => name === relation && isShared);
    if (shared && role === `${domain}_tenant` && privilege !== 'select')
      return [`${role} may ${privilege} ${relation}, which all tenants share`];
    return [];
  });
}

function roleDefects(domain: string, schema: Inspection): string[] {
  const known = rolesOf(domain);
  const powerful = schema.roles.filter(({ name, privileged }) => privileged && known.includes(name));
  return powerful.map(
    ({ name }) => `role ${name} is a superuser, may log in, create roles or bypass row level security`,
  );
}
