import { sql } from 'kysely';
import pg from 'pg';
import type { Database } from '../types.js';
import { ownerOf } from './fresh-postgres.js';
import { testServer } from './test-database.js';

/** What nothing in the application can do: statements past every policy and privilege, as whoever owns the server could. */
export async function asSuperuser<Tables>(
  database: Database<Tables>,
  tenantId: string,
  ...statements: readonly string[]
): Promise<void> {
  const server = testServer();
  await (server === null ? embedded(database, tenantId, statements) : onServer(server, database, tenantId, statements));
}

/**
 * What a migration can do: on a server as who owns the tables, whom their policies bind too. Who owns the embedded database is
 * its superuser.
 */
export async function asOwner<Tables>(
  database: Database<Tables>,
  tenantId: string,
  ...statements: readonly string[]
): Promise<void> {
  const become = testServer() === null ? [] : [`set role ${ownerOf(database.domain)}`];
  await asSuperuser(database, tenantId, ...become, ...statements);
}

async function onServer<Tables>(
  server: string,
  database: Database<Tables>,
  tenantId: string,
  statements: readonly string[],
): Promise<void> {
  const { rows } = await database.inTenant(tenantId, (tx) =>
    sql<{ name: string }>`select current_database() as name`.execute(tx),
  );
  const url = new URL(server);
  url.pathname = `/${rows[0]?.name ?? ''}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(`set search_path to ${database.domain}`);
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The embedded login is a superuser, and a transaction's role is only lent. */
async function embedded<Tables>(
  database: Database<Tables>,
  tenantId: string,
  statements: readonly string[],
): Promise<void> {
  await database.inTenant(tenantId, async (tx) => {
    await sql`set local role none`.execute(tx);
    for (const statement of statements) await sql.raw(statement).execute(tx);
  });
}
