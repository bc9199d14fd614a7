import type { Database, SystemTransaction, TenantTransaction } from '@bailiwick/database';
import type { CredentialsTables } from '../store/tables.js';
import { examined, type Examined, type PlanNode } from './plan.js';

type Tx = TenantTransaction<CredentialsTables>;
type Directory = SystemTransaction<CredentialsTables, 'directory'>;

/** A statement as a store function really sends it: not a copy that could fall behind. */
type Statement = ReturnType<ReturnType<Tx['getExecutor']>['compileQuery']>;

export type Explained = Examined & { readonly sql: string };

/** What a store function sends, by calling it, and what the database does for it, by explaining that. */
export async function explainAll(
  database: Database<CredentialsTables>,
  tenantId: string,
  call: (tx: Tx) => Promise<unknown>,
): Promise<readonly Explained[]> {
  return inRolledBack(database, tenantId, async (tx) => {
    const { sent, watching } = watched(tx);
    await call(watching as Tx); // the same transaction: a plugin only looks on
    return explainSent(tx, sent);
  });
}

/** The same for what is asked before any tenant is known. It only reads, so there is nothing to roll back. */
export async function explainAcross(
  database: Database<CredentialsTables>,
  call: (tx: Directory) => Promise<unknown>,
): Promise<readonly Explained[]> {
  return database.inSystem('directory', async (tx) => {
    const { sent, watching } = watched(tx);
    await call(watching as Directory); // as above
    return explainSent(tx, sent);
  });
}

async function explainSent(tx: Tx | Directory, sent: readonly Statement[]): Promise<readonly Explained[]> {
  const explained: Explained[] = [];
  for (const query of sent) {
    const { rows } = await tx.executeQuery<{ 'QUERY PLAN': readonly { Plan: PlanNode }[] }>({
      ...query,
      sql: `explain (analyze, format json) ${query.sql}`,
    });
    const plan = rows[0]?.['QUERY PLAN'][0]?.Plan;
    if (plan !== undefined) explained.push({ sql: query.sql, ...examined(plan) });
  }
  return explained;
}

class Undo extends Error {}

/** Statements that lock or write are explained by doing them. */
async function inRolledBack<Result>(
  database: Database<CredentialsTables>,
  tenantId: string,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  const kept: Result[] = [];
  await database
    .inTenant(tenantId, async (tx) => {
      kept.push(await work(tx));
      throw new Undo();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error;
    });
  const [result] = kept;
  if (result === undefined) throw new Error('nothing was explained');
  return result;
}

/** The same transaction, in which every statement is also written down as it was compiled. */
function watched(tx: Tx | Directory) {
  const sent: Statement[] = [];
  const executor = tx.getExecutor();
  const watching = tx.withPlugin({
    transformQuery: ({ node, queryId }) => {
      sent.push(executor.compileQuery(node, queryId));
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  });
  return { sent, watching };
}
