import { TRUST_LEVELS, type Actor, type Reason } from '@bailiwick/decision';
import { sql, type RawBuilder } from '@bailiwick/database';
import { z } from 'zod';
import type { Federation } from '../domain/credential.js';
import type { Attestor } from '../domain/runtime.js';
import { LINK_VERDICTS, type LinkAnswer } from '../domain/trust/link.js';
import { TRUST_LINKS } from '../domain/trust/trust-link.js';
import type { TrustAssessment } from '../domain/trust/trust-level.js';

const attestation = z.object({
  issuer: z.string(),
  // Tokens from before the keys were compared say nothing about them, so nobody is known to have vouched.
  jwksUri: z.string().nullable().default(null),
  subject: z.string(),
  audiences: z.array(z.string()),
  at: z.coerce.date(),
  // Nor do those from before processes were known.
  process: z.string().nullable().default(null),
});
const publicJwk = z.record(z.string(), z.string());
export const actorSchema = z.object({
  kind: z.enum(['PERSON', 'MACHINE', 'PLATFORM']),
  id: z.string(),
  label: z.string(),
});
const section = z.enum(['USERS', 'ORGANIZATION', 'BILLING', 'REPORTING', 'INTEGRATIONS', 'PLATFORM_SETUP']);

/** A reason of any domain, carried as it was said. */
export const reasonSchema: z.ZodType<Reason> = z.object({
  code: z.templateLiteral([z.string(), '.', z.string()]),
  owner: z.custom<Uppercase<string>>((value) => typeof value === 'string' && /^[A-Z]+$/.test(value)),
  message: z.string(),
  since: z.string().nullable(),
  remedy: z
    .object({ label: z.string(), section: section.nullable(), requiredPermission: z.string().nullable() })
    .nullable(),
});

const attestors = z.array(
  z.object({ issuer: z.string(), subjectPattern: z.string(), audience: z.string(), jwksUri: z.string() }),
);
const link = z.object({
  link: z.enum(TRUST_LINKS),
  verdict: z.enum(LINK_VERDICTS),
  reason: reasonSchema,
  evidence: z.array(z.string()),
});
const factor = z.object({ name: z.string(), level: z.enum(TRUST_LEVELS), because: z.string() });
const assessment = z.object({
  level: z.enum(TRUST_LEVELS),
  factors: z.array(factor),
  cappedBy: factor,
  raiseBy: z.array(z.string()),
});
const federation = z.object({
  issuer: z.string(),
  audience: z.string(),
  subjectPattern: z.string(),
  jwksUri: z.string(),
});
const tenantRef = z.object({ id: z.string(), slug: z.string(), name: z.string() });

// What stands in a json column was written by us; a row that does not parse is a broken promise, not an input.
export const readActor = (stored: unknown): Actor => actorSchema.parse(stored);
export const readActors = (stored: unknown): readonly Actor[] => z.array(actorSchema).parse(stored);
export const readActorOrNone = (stored: unknown): Actor | null => actorSchema.nullable().parse(stored);
export const readFederation = (stored: unknown): Federation | null => federation.nullable().parse(stored);
export const readAttestation = (stored: unknown) => attestation.nullable().parse(stored);
export const readPublicJwk = (stored: unknown) => publicJwk.parse(stored);
export const readReason = (stored: unknown): Reason => reasonSchema.parse(stored);
export const readAttestors = (stored: unknown): readonly Attestor[] => attestors.parse(stored);
export const readReasons = (stored: unknown): readonly Reason[] => z.array(reasonSchema).parse(stored);
export const readChain = (stored: unknown): readonly LinkAnswer[] => z.array(link).parse(stored);
export const readTrust = (stored: unknown): TrustAssessment => assessment.parse(stored);
export const readTrustLevel = (stored: string): TrustAssessment['level'] => z.enum(TRUST_LEVELS).parse(stored);
export const readTenantRef = (stored: unknown) => tenantRef.nullable().parse(stored);

/** A JavaScript array would arrive as a PostgreSQL array: json is always sent as text. */
export function asJson(value: unknown): RawBuilder<unknown> {
  return sql`${JSON.stringify(value)}::text::jsonb`;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A client's id that is no UUID names nothing; the database would call it an error. */
export function isUuid(value: string): boolean {
  return UUID.test(value);
}

/** For filters: null, which equals nothing, where the client's text is no id. */
export function uuidOrNone(value: string): string | null {
  return isUuid(value) ? value : null;
}
