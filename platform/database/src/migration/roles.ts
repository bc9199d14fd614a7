import pg from 'pg';
import type { Lease } from '../connection.js';
import { codeOf } from '../errors.js';
import { SYSTEM_TRANSACTIONS } from '../types.js';

/** Every role of a domain: its tenants', and one per system transaction. */
export function rolesOf(domain: string): readonly string[] {
  return ['tenant', ...SYSTEM_TRANSACTIONS].map((name) => `${domain}_${name}`);
}

/**
 * Roles belong to the whole server: they may be there from another database, or be made by another migration at this
 * moment, which shows as one of two errors.
 */
export async function createRoles(lease: Lease, domain: string): Promise<void> {
  for (const role of rolesOf(domain)) {
    const { rowCount } = await lease.query('select from pg_roles where rolname = $1', [role]);
    if (rowCount === 0) await lease.query(`create role ${role} nologin noinherit`).catch(unlessThere);
    await lease.query(`grant usage on schema ${domain} to ${role}`);
  }
}

const DUPLICATE_OBJECT = '42710';
const UNIQUE_VIOLATION = '23505';

function unlessThere(error: unknown): void {
  if (codeOf(error) !== DUPLICATE_OBJECT && codeOf(error) !== UNIQUE_VIOLATION) throw error;
}

/**
 * Lets the application's login become each role, and hold none of their rights without becoming one: a statement
 * outside a named transaction then reaches nothing.
 */
export async function grantRoles(lease: Lease, domain: string, appRole: string): Promise<void> {
  const login = pg.escapeIdentifier(appRole);
  const found = await lease.query('select rolinherit from pg_roles where rolname = $1', [appRole]);
  if (found.rows[0] === undefined)
    throw new Error(`There is no role ${appRole}. Create it: create role ${login} login noinherit password '…';`);
  if (found.rows[0]['rolinherit'] === true) await lease.query(`alter role ${login} noinherit`);
  for (const role of rolesOf(domain)) {
    const { rows } = await lease.query("select pg_has_role($1, $2, 'member') as member", [appRole, role]);
    if (rows[0]?.['member'] !== true) await lease.query(`grant ${role} to ${login}`);
  }
}
