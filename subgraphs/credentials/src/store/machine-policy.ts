import type { TenantTransaction } from '@bailiwick/database';
import { z } from 'zod';
import { OWNER_KINDS } from '../domain/owner.js';
import { DEFAULT_POLICY, type MachinePolicy } from '../domain/policy.js';
import { asJson } from './stored-json.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

const count = z.number().int().nonnegative();
const limits = z.object({
  credentialMaxDays: count,
  responsibilityReviewDays: count,
  minStewards: count,
  ownerGraceDays: count,
  allowedOwnerKinds: z.array(z.enum(OWNER_KINDS)),
  dormantAfterDays: count,
  crossTenantMaxDays: count,
  maxDelegationDepth: count,
  staleReadSeconds: count,
  fourEyesActions: z.array(z.string()),
});
/** A limit that is younger than the row has the platform's default. */
const stored = z.record(z.string(), z.unknown()).transform((row) => limits.parse({ ...DEFAULT_POLICY, ...row }));

/** What the tenant chose; the platform's defaults for the rest. */
export async function findPolicy(tx: Tx): Promise<MachinePolicy> {
  const row = await tx.selectFrom('machine_policy').selectAll().executeTakeFirst();
  return row === undefined ? DEFAULT_POLICY : toPolicy(row);
}

/** Locks the policy, so that two changes are decided one after the other: the first choice makes the row to be locked. */
export async function lockPolicy(tx: Tx): Promise<MachinePolicy> {
  await tx
    .insertInto('machine_policy')
    .values({ limits: asJson({}), version: DEFAULT_POLICY.version })
    .onConflict((conflict) => conflict.column('tenant_id').doNothing())
    .execute();
  return toPolicy(await tx.selectFrom('machine_policy').selectAll().forUpdate().executeTakeFirstOrThrow());
}

export function toPolicy(row: { readonly limits: unknown; readonly version: number }): MachinePolicy {
  return { ...DEFAULT_POLICY, ...stored.parse(row.limits), version: row.version };
}

/** The policy as a whole. Its version is the caller's: who changes it has locked or just read it. */
export async function replacePolicy(tx: Tx, { version, ...chosen }: MachinePolicy): Promise<void> {
  const row = { limits: asJson(limits.parse(chosen)), version };
  await tx
    .insertInto('machine_policy')
    .values(row)
    .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet(row))
    .execute();
}
