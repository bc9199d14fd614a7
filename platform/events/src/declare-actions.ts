import { createHash } from 'node:crypto';
import { sql, type Database } from '@bailiwick/database';
import type { ActionDeclaration } from '@bailiwick/decision';

/**
 * Declares to access what this domain enforces, once per change of the catalogue: restarts of the same build say
 * nothing. Returns whether an event was emitted.
 */
export async function declareActions<Tables>(
  database: Database<Tables>,
  domain: string,
  actions: readonly ActionDeclaration[],
): Promise<boolean> {
  const digest = digestOf(actions);
  return database.inSystem('declare', async (tx) => {
    const last = await sql<{
      digest: string;
    }>`select digest from declared_actions order by declared_at desc limit 1`.execute(tx);
    if (last.rows[0]?.digest === digest) return false;
    // Two replicas that start together may both come here: the event is the whole catalogue, so twice is as good as once.
    await sql`insert into declared_actions (digest) values (${digest})
      on conflict (digest) do update set declared_at = clock_timestamp()`.execute(tx);
    await sql`insert into outbox (type, subject, data)
      values (${`${domain}.actions.declared`}, ${domain}, ${JSON.stringify({ actions })}::text::jsonb)`.execute(tx);
    return true;
  });
}

/** Independent of the order in which the actions and their members are written. */
function digestOf(actions: readonly ActionDeclaration[]): string {
  const ordered = [...actions]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((action) => Object.entries(action).sort(([a], [b]) => (a < b ? -1 : 1)));
  return createHash('sha256').update(JSON.stringify(ordered)).digest('hex');
}
