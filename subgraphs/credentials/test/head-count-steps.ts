import { randomUUID } from 'node:crypto';
import { sql, type TenantTransaction } from '@bailiwick/database';
import fc from 'fast-check';
import { CREDENTIAL_KINDS, CREDENTIAL_STATES, isTerminal } from '../src/domain/credential.js';
import { MACHINE_IDENTITY_STATES } from '../src/domain/machine-identity.js';
import { insertCredential } from '../src/store/credential.js';
import { replaceMembershipFact } from '../src/store/fact.js';
import { insertMachineIdentity } from '../src/store/machine-identity.js';
import { replaceStewards } from '../src/store/steward.js';
import type { CredentialsTables } from '../src/store/tables.js';
import { aCredential, ANA, aMachine, aResponsibility, BEN, days, NOON } from './builders.js';

type Tx = TenantTransaction<CredentialsTables>;

const CAI = 'b0000000-0000-4000-8000-000000000003';
const PEOPLE = [ANA, BEN, CAI] as const;

/** What moves a count, or must not. */
export const step = fc.oneof(
  fc.record({
    do: fc.constant('declare' as const),
    stewards: fc.subarray([...PEOPLE], { minLength: 1 }),
    reviewIn: fc.integer({ min: -3, max: 3 }),
  }),
  fc.record({ do: fc.constant('move' as const), which: fc.nat(), to: fc.constantFrom(...MACHINE_IDENTITY_STATES) }),
  fc.record({
    do: fc.constant('answer' as const),
    which: fc.nat(),
    stewards: fc.subarray([...PEOPLE], { minLength: 1 }),
  }),
  fc.record({
    do: fc.constant('member' as const),
    person: fc.constantFrom(...PEOPLE),
    state: fc.constantFrom('ACTIVE', 'SUSPENDED', 'LEFT'),
  }),
  fc.record({
    do: fc.constant('issue' as const),
    which: fc.nat(),
    kind: fc.constantFrom(...CREDENTIAL_KINDS),
    expiresIn: fc.constantFrom(-1, 3, 14, 40),
    rotateEveryDays: fc.constantFrom(null, 1, 5, 30),
  }),
  fc.record({ do: fc.constant('turn' as const), which: fc.nat(), to: fc.constantFrom(...CREDENTIAL_STATES) }),
  fc.record({ do: fc.constant('use' as const), which: fc.nat() }),
  fc.record({ do: fc.constant('rotate' as const), which: fc.nat() }),
  fc.record({ do: fc.constant('suspendAll' as const) }),
);
export type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

export async function carryOut(tx: Tx, each: Step): Promise<unknown> {
  if (each.do === 'declare') return declare(tx, each.stewards, each.reviewIn);
  if (each.do === 'member')
    return replaceMembershipFact(tx, {
      membershipId: each.person,
      personId: each.person,
      state: each.state,
      voluntary: null,
      version: await nextVersion(tx),
    });
  if (each.do === 'suspendAll')
    return tx.updateTable('credential').set({ state: 'SUSPENDED' }).where('state', '=', 'ACTIVE').execute();
  if (each.do === 'move' || each.do === 'answer' || each.do === 'issue') return ofMachine(tx, each);
  return ofCredential(tx, each);
}

async function declare(tx: Tx, stewards: readonly string[], reviewIn: number): Promise<void> {
  const identity = aMachine({ id: randomUUID(), responsibility: aResponsibility({ reviewDueAt: days(reviewIn) }) });
  await insertMachineIdentity(tx, identity, []);
  await answerFor(tx, identity.id, stewards);
}

async function answerFor(tx: Tx, id: string, people: readonly string[]): Promise<void> {
  const stewards = people.map((personId, place) => ({ personId, role: place === 0 ? 'PRIMARY' : 'BACKUP' }) as const);
  await replaceStewards(tx, id, stewards, NOON);
}

async function ofMachine(tx: Tx, each: Extract<Step, { do: 'move' | 'answer' | 'issue' }>): Promise<unknown> {
  const id = await nth(tx, 'machine_identity', each.which);
  if (id === null) return null;
  if (each.do === 'answer') return answerFor(tx, id, each.stewards);
  if (each.do === 'move')
    return tx.updateTable('machine_identity').set({ state: each.to }).where('id', '=', id).execute();
  const { kind, rotateEveryDays, expiresIn } = each;
  const expiresAt = days(expiresIn);
  const made = { id: randomUUID(), machineIdentityId: id, kind, rotateEveryDays, expiresAt, createdAt: days(-5) };
  return insertCredential(tx, aCredential({ ...made, state: 'STAGED', reference: randomUUID().slice(0, 8) }), []);
}

async function ofCredential(tx: Tx, each: Extract<Step, { do: 'turn' | 'use' | 'rotate' }>): Promise<unknown> {
  const id = await nth(tx, 'credential', each.which);
  if (id === null) return null;
  const row = await tx.selectFrom('credential').select('state').where('id', '=', id).executeTakeFirstOrThrow();
  if (each.do === 'turn' && isTerminal(row.state)) return null;
  const set =
    each.do === 'turn'
      ? { state: each.to }
      : each.do === 'use'
        ? { uses: sql<string>`uses + 1`, last_used_at: NOON }
        : { rotated_at: NOON };
  return tx.updateTable('credential').set(set).where('id', '=', id).execute();
}

async function nth(tx: Tx, table: 'machine_identity' | 'credential', which: number): Promise<string | null> {
  const rows = await tx.selectFrom(table).select('id').orderBy('id').execute();
  return rows[which % Math.max(1, rows.length)]?.id ?? null;
}

async function nextVersion(tx: Tx): Promise<number> {
  const { rows } = await sql<{
    next: string;
  }>`select coalesce(max(version), 0) + 1 as next from membership_fact`.execute(tx);
  return Number(rows[0]?.next);
}
