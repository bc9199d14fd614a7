import { sql, type TenantTransaction } from '@bailiwick/database';
import type { Credential } from '../domain/credential.js';
import type { TenantFact } from '../domain/facts.js';
import type { Environment } from '../domain/machine-identity.js';
import type { Shown } from '../domain/proof-kind.js';
import type { Proof, TrustFacts } from '../domain/trust/trust-facts.js';
import { findTenantFact } from './fact.js';
import { findMachineIdentity } from './machine-identity.js';
import { findPolicy } from './machine-policy.js';
import { listOwnerships } from './ownership.js';
import { listRuntimesById } from './runtime.js';
import { listStewards } from './steward.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

/** What only the asker knows. */
export interface Circumstances extends Shown {
  readonly proof: Proof;
  readonly hostEnvironment: Environment;
  readonly actingTenant: { readonly id: string; readonly fact: TenantFact | null };
  readonly address: string | null;
  readonly assumedRuntimeId: string | null;
  readonly action: string | null;
  readonly delegationId: string | null;
}

/** Everything that the chain is decided from, in the machine's home tenant. */
export async function readTrustFacts(
  tx: Tx,
  credential: Credential | null,
  machineIdentityId: string | null,
  circumstances: Circumstances,
): Promise<TrustFacts> {
  const { actingTenant, ...rest } = circumstances;
  const homeTenant = await findTenantFact(tx);
  return {
    ...rest,
    ...(await readMachine(tx, machineIdentityId)),
    ...(await readBinding(tx, credential)),
    homeTenant,
    minStewards: (await findPolicy(tx)).minStewards,
    actingTenant: actingTenant.id === homeTenant?.tenantId ? { id: actingTenant.id, fact: homeTenant } : actingTenant,
  };
}

/** The machine, and who answers for it. */
async function readMachine(
  tx: Tx,
  id: string | null,
): Promise<Pick<TrustFacts, 'identity' | 'stewards' | 'chain' | 'owners'>> {
  const identity = id === null ? null : await findMachineIdentity(tx, id);
  if (identity === null) return { identity, stewards: [], chain: null, owners: [] };
  const ownership = (await listOwnerships(tx, [identity])).get(identity.id);
  const stewards = await listStewards(tx, identity.id);
  return { identity, stewards, chain: ownership?.chain ?? null, owners: ownership?.owners ?? [] };
}

/** The credential, where it may be used, and who knows it though they are gone. */
async function readBinding(
  tx: Tx,
  credential: Credential | null,
): Promise<Pick<TrustFacts, 'credential' | 'boundRuntimes' | 'knowersLeft'>> {
  if (credential === null) return { credential, boundRuntimes: [], knowersLeft: 0 };
  const boundRuntimes = await listRuntimesById(tx, credential.runtimeIds);
  const left = await countKnowersLeft(tx, [credential.id]);
  return { credential, boundRuntimes, knowersLeft: left.get(credential.id) ?? 0 };
}

/** People who have seen each secret and whose membership ended. A suspended member may come back, so is not counted. */
export async function countKnowersLeft(tx: Tx, credentialIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ credential_id: string; count: string }>`
    select credential_id, count(distinct actor_id) as count from knower
    where credential_id = any(${[...credentialIds]}::uuid[]) and actor ->> 'kind' = 'PERSON'
      and exists (select from membership_fact fact where fact.tenant_id = knower.tenant_id and fact.person_id::text = knower.actor_id)
      and not exists (select from membership_fact fact where fact.tenant_id = knower.tenant_id and fact.person_id::text = knower.actor_id
        and fact.state in ('ACTIVE', 'SUSPENDED', 'INVITED'))
    group by credential_id`.execute(tx);
  return new Map(rows.map((row) => [row.credential_id, Number(row.count)]));
}
