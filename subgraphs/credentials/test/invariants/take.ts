import { sql } from '@bailiwick/database';
import { RULES } from './all.js';
import { presentRightly } from './exchanges.js';
import type { Operation } from './operation.js';
import { readRows } from './rows.js';
import { assertHolds } from './rule.js';
import { newStep, type Run } from './run.js';

/** One step, and everything that must hold after it. Answers whether the step had its effect. */
export async function take(run: Run, { kind, carryOut }: Operation): Promise<boolean> {
  run.step = newStep(kind, run.world.access.denied);
  const before = run.rows;
  const hadEffect = await carryOut(run);
  const after = await readRows(run.world);
  for (const rule of RULES) assertHolds(rule, { run, step: run.step, before, after, now: run.world.now });
  run.rows = after;
  return hadEffect;
}

/** In the end every secret is presented once more, and looked for wherever something is written down. */
export async function takeLeave(run: Run): Promise<void> {
  for (const shown of run.shown) await take(run, { kind: 'the end', carryOut: () => presentRightly(run, shown) });
  const written = await readEverythingWritten(run);
  if (run.shown.some(({ secret }) => written.includes(secret)))
    throw new Error('Invariant 12: a secret is shown once, and was written down');
  for (const id of run.credentials) await assertAtHome(run, id);
}

const WRITTEN = [
  'idempotency',
  'audit_queue',
  'audit_leaf',
  'audit_leaf_actor',
  'transition',
  'trust_decision',
  'revocation',
  'bulk_operation',
];

async function readEverythingWritten({ world }: Run): Promise<string> {
  const each = WRITTEN.map((table) => sql`select to_jsonb(t)::text as text from ${sql.table(table)} t`);
  const told = await world.database.inSystem('feed', (tx) =>
    tx.selectFrom('outbox').select('data').where('tenant_id', '=', world.tenantId).execute(),
  );
  const { rows } = await world.database.inTenant(world.tenantId, (tx) =>
    sql<{ text: string }>`${sql.join(each, sql` union all `)}`.execute(tx),
  );
  return JSON.stringify([rows, told]);
}

/** As the directory sees it, which sees every tenant's. */
async function assertAtHome({ world }: Run, id: string): Promise<void> {
  const homes = await world.database.inSystem('directory', (tx) =>
    tx.selectFrom('credential').select('tenant_id').where('id', '=', id).execute(),
  );
  if (homes.length !== 1 || homes[0]?.tenant_id !== world.tenantId)
    throw new Error(`Invariant 1: credential ${id} is at home in ${homes.length} tenants, or in another`);
}
