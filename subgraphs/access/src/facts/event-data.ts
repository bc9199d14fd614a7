import { FACTORS, SYSTEM_ROLES, TRUST_LEVELS, type ActionDeclaration, type Reason } from '@bailiwick/decision';
import { z } from 'zod';

/** What access takes out of other domains' events. Members that it does not use are left out; a wrong one throws. */

const section = z.enum(['USERS', 'ORGANIZATION', 'BILLING', 'REPORTING', 'INTEGRATIONS', 'PLATFORM_SETUP']);
const version = z.int().min(0);

/** Kept whole: another domain's reason is carried, never rewritten. */
const reason: z.ZodType<Reason> = z.looseObject({
  code: z.templateLiteral([z.string(), '.', z.string()]),
  owner: z.custom<Uppercase<string>>((value) => typeof value === 'string' && /^[A-Z]+$/.test(value)),
  message: z.string(),
  since: z.string().nullable(),
  remedy: z
    .object({ label: z.string(), section: section.nullable(), requiredPermission: z.string().nullable() })
    .nullable(),
});

export const tenantChanged = z.object({ kind: z.string(), state: z.string(), stateReason: reason.nullable(), version });

export const membershipChanged = z.object({
  membershipId: z.string(),
  personId: z.string(),
  state: z.string(),
  duties: z.array(z.string()),
  version,
});

export const setupChanged = z.object({ ready: z.boolean(), reason, version });

export const readinessChanged = z.object({
  ready: z.boolean(),
  reason,
  nextTransition: z
    .object({ at: z.iso.datetime({ offset: true }), to: z.string(), ready: z.boolean(), reason })
    .nullable(),
  version,
});

export const entitlementsChanged = z.object({
  features: z.record(z.string(), z.object({ enabled: z.boolean(), reason })),
  version,
});

export const machineChanged = z.object({ machineIdentityId: z.string(), name: z.string(), state: z.string(), version });

export const invitationAccepted = z.object({
  invitationId: z.string(),
  personId: z.string(),
  roleIds: z.array(z.string()),
  invitedBy: z.object({ kind: z.string(), id: z.string(), duty: z.string().nullable() }),
});
export type InvitationAccepted = z.output<typeof invitationAccepted>;

/** Each declaration is read on its own: one that cannot be read does not cost the domain its others. */
export const actionsDeclared = z.object({ actions: z.array(z.unknown()) });

export const actionDeclaration: z.ZodType<ActionDeclaration> = z.object({
  name: z.string(),
  description: z.string(),
  section: section.nullable(),
  effect: z.enum(['READ', 'WRITE']),
  factors: z.array(z.enum(FACTORS)),
  feature: z.string().nullable(),
  requiredTrust: z.enum(TRUST_LEVELS),
  requiresMfa: z.boolean(),
  stalenessSeconds: z.number().positive().max(3600),
  powerReducing: z.boolean(),
  endsStanding: z.boolean(),
  systemRoles: z.array(z.enum(SYSTEM_ROLES)),
  duties: z.array(z.string()),
});

/** What access reads, by the type of the event; a domain's catalogue besides, whatever the domain. */
export const READ_EVENTS = {
  'identity.tenant.changed': tenantChanged,
  'identity.membership.changed': membershipChanged,
  'identity.platform_setup.changed': setupChanged,
  'identity.invitation.accepted': invitationAccepted,
  'billing.readiness.changed': readinessChanged,
  'billing.entitlements.changed': entitlementsChanged,
  'credentials.machine_identity.changed': machineChanged,
  'actions.declared': z.object({ actions: z.array(actionDeclaration) }),
};
