import type { Principal } from '@bailiwick/decision';
import type { TenantTransaction } from '@bailiwick/database';
import type { BillingFact, DecisionFacts, Fact, MembershipFact, Owner } from '../domain/check.js';
import { listFactsFor, listStandings, type SourceStanding, type StoredFact } from '../store/fact.js';
import { listHeldBy, type RoleAssignment } from '../store/role-assignment.js';
import type { AccessTables } from '../store/tables.js';

/** All that access knows about one principal in one tenant, read in three statements whatever is to be decided. */
export interface Known {
  readonly facts: DecisionFacts;
  readonly standings: readonly SourceStanding[];
}

/** `distrusted` sources count as not heard: somebody asked for fresher facts than they have told so far. */
export async function findKnown(
  tx: TenantTransaction<AccessTables>,
  principal: Principal,
  now: Date,
  distrusted: readonly string[] = [],
): Promise<Known> {
  const standings = await listStandings(tx);
  const stored = await listFactsFor(tx, principal);
  const held = await listHeldBy(tx, [principal], now);
  const heard = standings.filter(({ source }) => !distrusted.includes(source));
  return { facts: toFacts(stored, held, heard, principal), standings };
}

function toFacts(
  stored: readonly StoredFact[],
  held: readonly RoleAssignment[],
  standings: readonly SourceStanding[],
  principal: Principal,
): DecisionFacts {
  const one = <Value>(kind: StoredFact['kind']) => {
    const row = stored.find((fact) => fact.kind === kind && (kind !== 'machine' || fact.about === principal.id));
    return row === undefined ? null : toFact<Value>(row, standings);
  };
  const memberships = stored
    .filter(({ kind }) => kind === 'membership')
    .map((row) => toFact<MembershipFact>(row, standings));
  const own = held.filter(({ subject }) => subject.kind === principal.kind && subject.id === principal.id);
  const billing = one<StoredBilling>('billing_readiness');
  return {
    tenant: one('tenant'),
    membership: principal.kind === 'PERSON' ? currentMembership(memberships, principal.id) : null,
    machine: principal.kind === 'MACHINE' ? one('machine') : null,
    setup: one('platform_setup'),
    billing: billing === null ? null : { ...billing, value: toBilling(billing.value) },
    entitlements: one('entitlements'),
    roles: own.map(({ id, role, expiresAt }) => ({ assignmentId: id, role, expiresAt })),
    owners: toOwners(held, memberships),
  };
}

/** The value was parsed when its event came in; this only gives it its type back. */
function toFact<Value>(row: StoredFact, standings: readonly SourceStanding[]): Fact<Value> {
  const heardAt = standings.find(({ source }) => source === row.source)?.heardAt ?? null;
  return { value: row.value as Value, source: row.source, version: row.version, heardAt }; // written by the projection
}

/** Of somebody who left and came back, the new membership counts; of two that last, the one that denies. */
function currentMembership(
  memberships: readonly Fact<MembershipFact>[],
  personId: string,
): Fact<MembershipFact> | null {
  const own = memberships.filter(({ value }) => value.personId === personId);
  const lasting = own.filter(({ value }) => value.state !== 'LEFT');
  return lasting.find(({ value }) => value.state !== 'ACTIVE') ?? lasting[0] ?? own[0] ?? null;
}

/** Owners in good standing: who was suspended or has left does not keep the tenant. */
function toOwners(held: readonly RoleAssignment[], memberships: readonly Fact<MembershipFact>[]): readonly Owner[] {
  return held
    .filter(({ role, subject }) => role === 'owner' && subject.kind === 'PERSON')
    .filter(({ subject }) => currentMembership(memberships, subject.id)?.value.state === 'ACTIVE')
    .map(({ subject, expiresAt }) => ({ personId: subject.id, lasting: expiresAt === null }));
}

type StoredBilling = Omit<BillingFact, 'nextTransition'> & {
  readonly nextTransition: (Omit<NonNullable<BillingFact['nextTransition']>, 'at'> & { readonly at: string }) | null;
};

function toBilling(stored: StoredBilling): BillingFact {
  const next = stored.nextTransition;
  return { ...stored, nextTransition: next === null ? null : { ...next, at: new Date(next.at) } };
}
