import { z } from 'zod';
import { operation } from '../gateway/operation.js';
import { REASON, WHY } from '../gateway/reason.js';
import { ACTOR, MACHINE_NAME, NAMED } from './shapes.js';
import { TRUST, TRUST_FIELDS } from './trust.js';

const ANSWER = z.object({ text: z.string(), evidence: z.array(z.string()) });

/** The questions in the order in which the passport shows them. */
export const QUESTIONS = {
  whoCreatedIt: 'Who created it?',
  whoOwnsIt: 'Who owns it?',
  whichTenant: 'Which tenant?',
  mayItCrossTenants: 'May it cross tenants?',
  whichRuntimes: 'Which runtimes?',
  howIsItRotated: 'How is it rotated?',
  howIsItRevoked: 'How is it revoked?',
  howIsItAudited: 'How is it audited?',
} as const;
export type Question = keyof typeof QUESTIONS;

const PASSPORT_SHAPE = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.string(),
  proof: z.string(),
  state: z.string(),
  stateReason: REASON,
  environment: z.string(),
  hint: z.string(),
  purpose: z.string(),
  ceiling: z.array(z.string()),
  machineIdentity: MACHINE_NAME,
  allowedRuntimes: z.array(NAMED),
  allowedNetworks: z.array(z.string()),
  versions: z.array(
    z.object({
      number: z.number(),
      state: z.string(),
      hint: z.string(),
      firstUsedAt: z.string().nullable(),
      lastUsedAt: z.string().nullable(),
      uses: z.string(),
    }),
  ),
  rotation: z.object({ mode: z.string(), everyDays: z.number().nullable(), nextDueAt: z.string().nullable() }),
  notBefore: z.string(),
  expiresAt: z.string(),
  maxUses: z.number().nullable(),
  uses: z.string(),
  createdBy: ACTOR,
  createdAt: z.string(),
  knowers: z.array(z.object({ actor: ACTOR, saw: z.string(), how: z.string() })),
  lastUsed: z.object({ at: z.string(), runtime: NAMED.nullable(), address: z.string().nullable() }).nullable(),
  trust: TRUST,
  answers: z.object({
    whoCreatedIt: ANSWER,
    whoOwnsIt: ANSWER,
    whichTenant: ANSWER,
    mayItCrossTenants: ANSWER,
    whichRuntimes: ANSWER,
    howIsItRotated: ANSWER,
    howIsItRevoked: ANSWER,
    howIsItAudited: ANSWER,
  }),
  revocation: z
    .object({ id: z.string(), reason: z.string(), note: z.string(), by: ACTOR, requestedAt: z.string() })
    .nullable(),
  version: z.number(),
});
export type Passport = z.output<typeof PASSPORT_SHAPE>;

export const PASSPORT = operation(
  `query Passport($id: ID!) {
    credential(id: $id) {
      id name kind proof state environment hint purpose ceiling allowedNetworks notBefore expiresAt maxUses uses
      createdAt version
      stateReason { ...Why }
      machineIdentity { id name }
      allowedRuntimes { id name }
      versions { number state hint firstUsedAt lastUsedAt uses }
      rotation { mode everyDays nextDueAt }
      createdBy { kind id label }
      knowers { actor { kind id label } saw how }
      lastUsed { at runtime { id name } address }
      trust { ...TrustFields }
      answers {
        ${Object.keys(QUESTIONS)
          .map((question) => `${question} { text evidence }`)
          .join('\n        ')}
      }
      revocation { id reason note by { kind id label } requestedAt }
    }
  }
  ${TRUST_FIELDS}
  ${WHY}`,
  z.object({ credential: PASSPORT_SHAPE.nullable() }),
);
