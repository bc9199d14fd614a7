import type { TenantTransaction } from '@bailiwick/database';
import { emitWithdrawal, type DomainEvent, type Subscription } from '@bailiwick/events';
import { hasLeft } from '../domain/facts.js';
import { activeStewards } from '../domain/stewards.js';
import { withdrawMachine } from '../store/emitted.js';
import { findTenantFact, replaceMembershipFact, replaceTenantFact } from '../store/fact.js';
import { planLeaving } from '../store/leaving.js';
import { listIdentitiesOfStewards, listStewardsOf } from '../store/steward.js';
import type { CredentialsTables } from '../store/tables.js';
import { membershipChanged, tenantChanged } from './events.js';

type Tx = TenantTransaction<CredentialsTables>;

/** Tenants and memberships, as identity tells them. */
export function identityFeed(clock: () => Date): Subscription<CredentialsTables> {
  return {
    source: 'identity',
    types: ['identity.tenant.changed', 'identity.membership.changed'],
    apply: async (event, tx, database) => {
      const { tenantid } = event;
      if (tenantid === null) throw new Error(`${event.type} came without a tenant.`);
      const work = event.type === 'identity.tenant.changed' ? applyTenant : applyMembership;
      await database.enterTenant(tx, tenantid, (tenantTx) => work(event, tenantTx, clock()));
    },
    reset: async (tx) => {
      await tx.deleteFrom('tenant_fact').execute();
      await tx.deleteFrom('membership_fact').execute();
    },
  };
}

/** A tenant that leaves service takes its machines with it: their tokens end now, not when they expire. */
async function applyTenant(event: DomainEvent, tx: Tx, now: Date): Promise<void> {
  const { id, ...fact } = tenantChanged.parse(event.data);
  const before = await findTenantFact(tx);
  const written = await replaceTenantFact(tx, { tenantId: id, ...fact });
  const narrowed = fact.state !== 'ACTIVE' && before?.state !== fact.state;
  if (written && narrowed) await emitWithdrawal<CredentialsTables>(tx, { tenant: id }, now);
}

/** A steward's standing decides what their machines may do; what their leaving changes for good waits for a second look. */
async function applyMembership(event: DomainEvent, tx: Tx, now: Date): Promise<void> {
  const fact = membershipChanged.parse(event.data);
  const written = await replaceMembershipFact(tx, fact);
  if (!written || fact.state === 'ACTIVE') return;
  const identityIds = (await listIdentitiesOfStewards(tx, [fact.personId])).get(fact.personId) ?? [];
  const stewards = await listStewardsOf(tx, identityIds);
  for (const id of identityIds) {
    if (activeStewards(stewards.get(id) ?? []).length === 0) await withdrawMachine(tx, id, now);
  }
  if (hasLeft(fact)) await planLeaving(tx, fact.personId, now);
}
