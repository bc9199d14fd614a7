import { sql, type TenantTransaction } from '@bailiwick/database';
import type { Credential } from '../domain/credential.js';
import type { TenantFact } from '../domain/facts.js';
import type { Environment } from '../domain/machine-identity.js';
import { DEFAULT_POLICY } from '../domain/policy.js';
import type { Shown } from '../domain/proof-kind.js';
import type { Proof, TrustFacts } from '../domain/trust/trust-facts.js';
import { toCredential, type CredentialRow } from './credential-row.js';
import type { StoredProof } from './credential-proof.js';
import { toTenantFact } from './fact.js';
import { isAccepted } from './accepted-version.js';
import { factsOf, HAS_LEFT, keyFactsOf, OPENS_IT, type FactsRow, type Subject } from './facts-statement.js';
import { toMachineIdentity, type MachineIdentityRow } from './machine-identity-row.js';
import { toPolicy } from './machine-policy.js';
import { ownershipOf } from './ownership.js';
import { toRuntime, type RuntimeRow } from './runtime.js';
import { toSteward, type StewardRow } from './steward.js';
import { rowOfJson } from './stored-row.js';
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

export interface FactsRead {
  readonly facts: TrustFacts;
  /** The tenant's newest revocation, as of the same moment. */
  readonly epoch: number;
}

export interface KeyFactsRead {
  readonly proofs: readonly StoredProof[];
  readonly factsUnder: (circumstances: Circumstances) => FactsRead;
}

/** Everything that the chain is decided from, in the machine's home tenant, in one statement: it was true together. */
export async function readTrustFacts(tx: Tx, subject: Subject, circumstances: Circumstances): Promise<FactsRead> {
  const { rows } = await factsOf(subject).execute(tx);
  return toFacts(theOnly(rows), subject, circumstances);
}

/** The same about one credential, with what a presented secret is compared with. What came of that is a circumstance. */
export async function readKeyFacts(tx: Tx, credentialId: string): Promise<KeyFactsRead> {
  const { rows } = await keyFactsOf(credentialId).execute(tx);
  const row = theOnly(rows);
  const proofs = (row.versions ?? []).map((each) => toProof(rowOfJson<VersionRow>(each)));
  const subject = { credentialId, machineIdentityId: null };
  return { proofs, factsUnder: (circumstances) => toFacts(row, subject, circumstances) };
}

interface VersionRow {
  readonly number: number;
  readonly state: StoredProof['state'];
  readonly secret_hash: string;
  readonly pepper_kid: string;
  readonly overlap_ends_at: Date | null;
}

function toProof({ number, state, secret_hash, pepper_kid, overlap_ends_at }: VersionRow): StoredProof {
  const secretHash = Buffer.from(secret_hash, 'hex');
  return { number, state, secretHash, pepperKid: pepper_kid, overlapEndsAt: overlap_ends_at };
}

function theOnly<Row>([row]: readonly Row[]): Row {
  if (row === undefined) throw new Error('A statement without a table answered nothing.');
  return row;
}

function toFacts(row: FactsRow, subject: Subject, { actingTenant, ...rest }: Circumstances): FactsRead {
  const homeTenant = row.tenant === null ? null : toTenantFact(rowOfJson(row.tenant));
  const credential = row.credential === null ? null : toCredential(rowOfJson<CredentialRow>(row.credential));
  const facts = {
    ...rest,
    ...machineOf(row, credential, subject, homeTenant),
    credential,
    knowersLeft: Number(row.knowers_left),
    homeTenant,
    minStewards: (row.policy === null ? DEFAULT_POLICY : toPolicy(row.policy)).minStewards,
    actingTenant: actingTenant.id === homeTenant?.tenantId ? { id: actingTenant.id, fact: homeTenant } : actingTenant,
  };
  return { facts, epoch: Number(row.epoch ?? 0) };
}

function machineOf(
  row: FactsRow,
  credential: Credential | null,
  subject: Subject,
  tenant: TenantFact | null,
): Pick<TrustFacts, 'identity' | 'stewards' | 'chain' | 'owners' | 'boundRuntimes'> {
  const machines = (row.machines ?? []).map((each) => toMachineIdentity(rowOfJson<MachineIdentityRow>(each)));
  const runtimes = (row.runtimes ?? []).map((each) => toRuntime(rowOfJson<RuntimeRow>(each)));
  const boundRuntimes = runtimes.filter(({ id }) => credential?.runtimeIds.includes(id) ?? false);
  const id = credential?.machineIdentityId ?? subject.machineIdentityId;
  const identity = machines.find((machine) => machine.id === id) ?? null;
  if (identity === null) return { identity, stewards: [], chain: null, owners: [], boundRuntimes };
  const known = { tenant, agents: byId(machines), runtimes: byId(runtimes) };
  const stewards = (row.stewards ?? []).map((each) => toSteward(rowOfJson<StewardRow>(each)));
  return { identity, stewards, boundRuntimes, ...ownershipOf(identity, known) };
}

function byId<Each extends { readonly id: string }>(all: readonly Each[]): ReadonlyMap<string, Each> {
  return new Map(all.map((each) => [each.id, each]));
}

/** How many people have left who have seen a secret that is still accepted, for each credential. */
export async function countKnowersLeft(tx: Tx, credentialIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ credential_id: string; count: string }>`
    select credential_id, count(distinct person_id) as count from knower
    where credential_id = any(${[...credentialIds]}::uuid[]) and ${OPENS_IT} and ${HAS_LEFT} group by credential_id`.execute(
    tx,
  );
  return new Map(rows.map((row) => [row.credential_id, Number(row.count)]));
}

/** Who has seen a secret that is accepted now, by the id of person or machine, for each credential. */
export async function listOpenersOf(
  tx: Tx,
  credentialIds: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await sql<{ credential_id: string; openers: string[] }>`
    select credential_id, array_agg(distinct actor_id) as openers from knower
    where credential_id = any(${[...credentialIds]}::uuid[]) and (
      select ${isAccepted(now)} from credential_version version where version.tenant_id = knower.tenant_id
        and version.credential_id = knower.credential_id and version.number = knower.version_number)
    group by credential_id`.execute(tx);
  return new Map(rows.map((row) => [row.credential_id, row.openers]));
}
