import type { Database } from '../types.js';
import { ownRows } from './defects.js';
import { inspect } from './inspect.js';
import type { Grant, Inspection, Policy } from './inspect.js';

/**
 * Who may do what to which rows, one line per table and role: `due | clock | delete, select, update(due_at) | all rows`.
 * A domain pins its own in a test, so that no migration opens a table unseen.
 */
export async function readCatalogue<Tables>(database: Database<Tables>): Promise<readonly string[]> {
  const schema = await database.inSystem('declare', (tx) => inspect(tx));
  return schema.relations.flatMap(({ name }) => describeTable(database.domain, name, schema));
}

function describeTable(domain: string, table: string, schema: Inspection): string[] {
  const grants = schema.grants.filter((grant) => grant.relation === table);
  const policies = schema.policies.filter((policy) => policy.relation === table);
  const roles = [...new Set([...grants.map(({ role }) => role), ...policies.flatMap((policy) => policy.roles)])].sort();
  const shared = schema.relations.some((relation) => relation.name === table && relation.shared);
  return roles.map((role) => {
    const rows = shared
      ? 'shared'
      : rowsOf(
          policies.filter((policy) => policy.roles.includes(role)),
          ownRows(schema),
        );
    return `${table} | ${role.replace(`${domain}_`, '')} | ${privilegesOf(grants.filter((grant) => grant.role === role))} | ${rows}`;
  });
}

function privilegesOf(grants: readonly Grant[]): string {
  const names = [...new Set(grants.map(({ privilege }) => privilege))].sort();
  return names
    .map((name) =>
      describePrivilege(
        name,
        grants.filter(({ privilege }) => privilege === name),
      ),
    )
    .join(', ');
}

function describePrivilege(name: string, grants: readonly Grant[]): string {
  if (grants.some(({ column }) => column === null)) return name;
  return `${name}(${grants
    .map(({ column }) => column)
    .sort()
    .join(', ')})`;
}

function rowsOf(policies: readonly Policy[], own: string | null): string {
  if (policies.length === 0) return 'no rows';
  const expressions = new Set(
    policies.flatMap(({ using, check }) => [using, check]).filter((expression) => expression !== null),
  );
  return [...expressions]
    .map((expression) => (expression === own ? 'own rows' : expression === 'true' ? 'all rows' : expression))
    .join(' / ');
}
