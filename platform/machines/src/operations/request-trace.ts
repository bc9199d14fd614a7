import { z } from 'zod';
import { operation } from '../gateway/operation.js';
import { REASON, WHY } from '../gateway/reason.js';
import { ACTOR } from './shapes.js';

const STEP = z.object({
  id: z.string(),
  at: z.string(),
  sequence: z.number(),
  domain: z.string(),
  kind: z.string(),
  outcome: z.string(),
  action: z.string().nullable(),
  field: z.string().nullable(),
  actors: z.array(ACTOR),
  reason: REASON.nullable(),
  links: z.array(z.object({ name: z.string(), outcome: z.string(), reason: REASON, evidence: z.array(z.string()) })),
  decisionId: z.string().nullable(),
  errorCode: z.string().nullable(),
});
export type TraceStep = z.output<typeof STEP>;

export const TRACED_DOMAINS = ['access', 'billing', 'identity', 'credentials'] as const;

/** Each domain shows its own part to whoever it permits; the rest is said to be hidden. */
export const REQUEST_TRACE = operation(
  `query RequestTrace($id: ID!) {
    requestTrace(id: $id) { id ${TRACED_DOMAINS.map((domain) => `${domain} { ...Step }`).join(' ')} }
  }
  fragment Step on RequestStep {
    id at sequence domain kind outcome action field decisionId errorCode
    actors { kind id label }
    reason { ...Why }
    links { name outcome reason { ...Why } evidence }
  }
  ${WHY}`,
  z.object({
    requestTrace: z
      .object({
        access: z.array(STEP).nullable(),
        billing: z.array(STEP).nullable(),
        identity: z.array(STEP).nullable(),
        credentials: z.array(STEP).nullable(),
      })
      .nullable(),
  }),
  { mayMiss: (path) => path[0] === 'requestTrace' && path.length === 2 },
);
