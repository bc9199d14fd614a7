import { sql, type SqlBool, type TenantTransaction } from '@bailiwick/database';
import type { Runtime } from '../domain/runtime.js';
import type { Position } from './page.js';
import { asJson, isUuid, readAttestors } from './stored-json.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;
export type RuntimeRow = { id: string; tenant_id: string; attestors: unknown; created_at: Date } & Pick<
  Runtime,
  'name' | 'kind' | 'environment' | 'networks' | 'state' | 'version'
>;

export async function insertRuntime(tx: Tx, runtime: Omit<Runtime, 'tenantId' | 'state' | 'version'>): Promise<void> {
  const { id, name, kind, environment, attestors, networks, createdAt } = runtime;
  await tx
    .insertInto('runtime')
    .values({
      id,
      name,
      kind,
      environment,
      attestors: asJson(attestors),
      networks: [...networks],
      created_at: createdAt,
    })
    .execute();
}

export async function listRuntimesById(tx: Tx, ids: readonly string[]): Promise<readonly Runtime[]> {
  const wanted = ids.filter(isUuid);
  if (wanted.length === 0) return [];
  const rows = await tx.selectFrom('runtime').selectAll().where('id', 'in', wanted).execute();
  return rows.map(toRuntime);
}

export async function listRuntimes(tx: Tx, after: Position | null, limit: number): Promise<readonly Runtime[]> {
  let query = tx.selectFrom('runtime').selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit);
  if (after !== null)
    query = query.where(sql<SqlBool>`(created_at, id) < (${after.at}::timestamptz, ${after.id}::uuid)`);
  return (await query.execute()).map(toRuntime);
}

/** The runtimes that these machine identities are meant to run in. */
export async function listRuntimesOfIdentities(
  tx: Tx,
  identityIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Runtime[]>> {
  const rows = await tx
    .selectFrom('machine_identity_runtime as link')
    .innerJoin('runtime', (join) =>
      join.onRef('runtime.tenant_id', '=', 'link.tenant_id').onRef('runtime.id', '=', 'link.runtime_id'),
    )
    .selectAll('runtime')
    .select('link.machine_identity_id as owner')
    .where('link.machine_identity_id', 'in', [...identityIds])
    .orderBy('runtime.name')
    .orderBy('runtime.id')
    .execute();
  const found = new Map<string, Runtime[]>();
  for (const row of rows) found.set(row.owner, [...(found.get(row.owner) ?? []), toRuntime(row)]);
  return found;
}

export function toRuntime(row: RuntimeRow): Runtime {
  const { id, tenant_id: tenantId, name, kind, environment, networks, created_at: createdAt, state, version } = row;
  const attestors = readAttestors(row.attestors);
  return { id, tenantId, name, kind, environment, attestors, networks, createdAt, state, version };
}
