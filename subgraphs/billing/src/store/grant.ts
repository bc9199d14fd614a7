import { z } from 'zod';
import type { Grant } from '../domain/entitlement.js';
import { FEATURES, isFeature, type GrantValue, type JsonValue } from '../domain/feature.js';
import type { BillingTransaction } from './tables.js';

const json: z.ZodType<JsonValue> = z.json();
const stored = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('BOOLEAN'), enabled: z.boolean() }),
  z.object({
    kind: z.literal('METERED'),
    unlimited: z.boolean(),
    limit: z
      .string()
      .regex(/^-?\d{1,19}$/)
      .transform(BigInt),
  }),
  z.object({ kind: z.literal('CONFIG'), value: json }),
]);
const layers = z.enum(['ADDON', 'OVERRIDE']);

/** Add-ons and overrides, expired ones too: what ended when is the rules' to say. */
export async function listGrants(tx: BillingTransaction): Promise<readonly Grant[]> {
  const rows = await tx.selectFrom('entitlement_grant').selectAll().orderBy('granted_at').orderBy('id').execute();
  return rows.flatMap(({ id, layer, feature, value, granted_at: grantedAt, expires_at: expiresAt }) => {
    // A feature that is not sold any more, or a value of another kind, grants nothing.
    const granted: GrantValue = stored.parse(value);
    if (!isFeature(feature) || granted.kind !== FEATURES[feature].kind) return [];
    return [{ id, layer: layers.parse(layer), feature, value: granted, grantedAt, expiresAt }];
  });
}

export async function insertGrant(tx: BillingTransaction, grant: Grant): Promise<void> {
  const { id, layer, feature, value, grantedAt, expiresAt } = grant;
  const text = JSON.stringify(value.kind === 'METERED' ? { ...value, limit: String(value.limit) } : value);
  await tx
    .insertInto('entitlement_grant')
    .values({ id, layer, feature, value: text, granted_at: grantedAt, expires_at: expiresAt })
    .execute();
}
