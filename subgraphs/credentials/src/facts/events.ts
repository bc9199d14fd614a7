import { z } from 'zod';
import { reasonSchema } from '../store/stored-json.js';

const version = z.number().int().nonnegative();

// What other domains say, parsed where it comes in: from here on it is a fact, or it was refused.
export const tenantChanged = z.object({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  kind: z.enum(['CUSTOMER', 'PLATFORM']),
  state: z.string(),
  stateReason: reasonSchema.nullable(),
  version,
});
export const membershipChanged = z.object({
  membershipId: z.uuid(),
  personId: z.uuid(),
  state: z.string(),
  /** Null while the membership lasts. */
  voluntary: z.boolean().nullable().default(null),
  version,
});
export const roleAssignmentChanged = z.object({
  assignmentId: z.uuid(),
  role: z.string(),
  subject: z.object({ kind: z.string(), id: z.string() }),
  expiresAt: z.string().nullable(),
  ended: z.boolean(),
  version,
});
export const entitlementsChanged = z.object({
  features: z.record(z.string(), z.looseObject({ enabled: z.boolean(), reason: reasonSchema })),
  version,
});
export const readinessChanged = z.object({ ready: z.boolean(), reason: reasonSchema, version });

/** What credentials reads, by the type of the event. */
export const READ_EVENTS = {
  'identity.tenant.changed': tenantChanged,
  'identity.membership.changed': membershipChanged,
  'access.role_assignment.changed': roleAssignmentChanged,
  'billing.entitlements.changed': entitlementsChanged,
  'billing.readiness.changed': readinessChanged,
};
