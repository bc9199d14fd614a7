import { sql, type Database, type TenantTransaction } from '@bailiwick/database';
import { findTenantId } from '../store/directory.js';
import { listCredentialsById } from '../store/credential.js';
import { listMachineIdentitiesById } from '../store/machine-identity.js';
import type { Credential } from '../domain/credential.js';
import type { MachineIdentity } from '../domain/machine-identity.js';
import type { CredentialsTables } from '../store/tables.js';

/** What the questions are asked about: of each thing that which has most, in the largest tenant of a large seed. */
export interface Ground {
  readonly tenantId: string;
  readonly person: string;
  readonly runtime: string;
  readonly credential: Credential;
  readonly identity: MachineIdentity;
  readonly credentialIds: readonly string[];
  readonly identityIds: readonly string[];
  /** An exchange that was allowed, by its token. */
  readonly txn: string;
  /** What was refused often. */
  readonly refused: string;
  readonly now: Date;
}

export async function findGround(
  database: Database<CredentialsTables>,
  now: Date,
  slug = 'seed-huge',
): Promise<Ground> {
  const tenantId = await database.inSystem('directory', (tx) => findTenantId(tx, slug));
  if (tenantId === null) throw new Error(`There is no tenant ${slug}. Run npm run seed:large first.`);
  return database.inTenant(tenantId, async (tx) => {
    const credentialIds = await middleOf(tx, 'credential');
    const identityIds = await middleOf(tx, 'machine_identity');
    const [credential] = await listCredentialsById(tx, credentialIds.slice(0, 1));
    const [identity] = await listMachineIdentitiesById(tx, identityIds.slice(0, 1));
    if (credential === undefined || identity === undefined) throw new Error(`The tenant ${slug} is empty.`);
    const person = await busiest(tx, 'steward', 'person_id');
    const runtime = await busiest(tx, 'credential_runtime', 'runtime_id');
    const txn = await busiest(tx, 'access_token', 'jti');
    const refused = await busiest(tx, 'audit_leaf', 'target_id');
    return { tenantId, person, runtime, credential, identity, credentialIds, identityIds, txn, refused, now };
  });
}

async function middleOf(tx: TenantTransaction<CredentialsTables>, table: 'credential' | 'machine_identity') {
  const { rows } = await sql<{ id: string }>`
    select id from ${sql.table(table)} order by created_at desc, id desc
    offset (select count(*) / 2 from ${sql.table(table)}) limit 100`.execute(tx);
  return rows.map(({ id }) => id);
}

async function busiest(tx: TenantTransaction<CredentialsTables>, table: string, column: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    select ${sql.ref(column)} as id from ${sql.table(table)} group by 1 order by count(*) desc limit 1`.execute(tx);
  return rows[0]?.id ?? '';
}
