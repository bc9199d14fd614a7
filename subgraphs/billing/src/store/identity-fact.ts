import type { SystemTransaction } from '@bailiwick/database';
import type { BillingTables, BillingTransaction } from './tables.js';

export interface TenantFact {
  readonly kind: string;
  readonly state: string;
  readonly version: number;
}

export interface MembershipFact {
  readonly membershipId: string;
  readonly state: string;
  readonly version: number;
}

/** Keeps the fact unless a newer one is known. False when it is stale, and then nothing may follow from it. */
export async function replaceTenantFact(tx: BillingTransaction, fact: TenantFact): Promise<boolean> {
  const { kind, state, version } = fact;
  const kept = await tx
    .insertInto('tenant_fact')
    .values({ kind, state, version })
    .onConflict((conflict) =>
      conflict.column('tenant_id').doUpdateSet({ kind, state, version }).where('tenant_fact.version', '<', version),
    )
    .returning('version')
    .execute();
  return kept.length > 0;
}

/** Keeps the fact unless a newer one is known. */
export async function replaceMembershipFact(tx: BillingTransaction, fact: MembershipFact): Promise<void> {
  const { membershipId, state, version } = fact;
  await tx
    .insertInto('membership_fact')
    .values({ membership_id: membershipId, state, version })
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'membership_id'])
        .doUpdateSet({ state, version })
        .where('membership_fact.version', '<', version),
    )
    .execute();
}

/** Empties what identity told, of all tenants. Accounts and subscriptions are billing's own and stay. */
export async function deleteIdentityFacts(tx: SystemTransaction<BillingTables, 'consume'>): Promise<void> {
  await tx.deleteFrom('tenant_fact').execute();
  await tx.deleteFrom('membership_fact').execute();
}
