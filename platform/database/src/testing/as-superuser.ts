import { sql } from 'kysely';
import pg from 'pg';
import type { Database } from '../types.js';
import { testServer } from './test-database.js';

/** What nothing in the application can do: statements past every policy and privilege, as whoever owns the server could. */
export async function asSuperuser<Tables>(
  database: Database<Tables>,
  tenantId: string,
  ...statements: readonly string[]
): Promise<void> {
  const server = testServer();
  if (server === null) return embedded(database, tenantId, statements);
  const { rows } = await database.inTenant(tenantId, (tx) =>
    sql<{ name: string }>`select current_database() as name`.execute(tx),
  );
  const url = new URL(server);
  url.pathname = `/${rows[0]?.name ?? ''}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query(`set search_path to ${database.domain}`);
  for (const statement of statements) await client.query(statement);
  await client.end();
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
