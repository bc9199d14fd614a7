import { z } from 'zod';
import { operation } from '../gateway/operation.js';
import { REASON, WHY } from '../gateway/reason.js';
import { ACTOR, connection, MACHINE_NAME, PAGE } from './shapes.js';

const FACTOR = z.object({ name: z.string(), level: z.string(), because: z.string() });
export const TRUST = z.object({
  level: z.string(),
  factors: z.array(FACTOR),
  cappedBy: FACTOR,
  raiseBy: z.array(z.string()),
});
export type Trust = z.output<typeof TRUST>;

export const TRUST_FIELDS = `fragment TrustFields on TrustAssessment {
  level factors { name level because } cappedBy { name level because } raiseBy
}`;

const DECISION = z.object({
  id: z.string(),
  at: z.string(),
  effect: z.string(),
  reason: REASON,
  chain: z.array(
    z.object({
      link: z.string(),
      verdict: z.string(),
      decidedBy: z.string(),
      reason: REASON,
      evidence: z.array(z.string()),
    }),
  ),
  trust: TRUST,
  requiredTrust: z.string(),
  machineIdentity: MACHINE_NAME.nullable(),
  credential: z.object({ id: z.string(), name: z.string(), hint: z.string() }).nullable(),
  actingTenant: z.object({ slug: z.string() }).nullable(),
  action: z.string().nullable(),
  actors: z.array(ACTOR),
  simulated: z.boolean(),
  requestId: z.string(),
});
export type Decision = z.output<typeof DECISION>;

const DECISION_FIELDS = `
fragment DecisionFields on TrustDecision {
  id at effect requiredTrust action simulated requestId
  reason { ...Why }
  chain { link verdict decidedBy reason { ...Why } evidence }
  trust { ...TrustFields }
  machineIdentity { id name }
  credential { id name hint }
  actingTenant { slug }
  actors { kind id label }
}
${TRUST_FIELDS}
${WHY}`;

export const DECIDE = operation(
  `query Decide($input: DecideTrustInput!) { decision: decideTrust(input: $input) { ...DecisionFields } }
  ${DECISION_FIELDS}`,
  z.object({ decision: DECISION.nullable() }),
);

export const FIND_DECISION = operation(
  `query FindDecision($id: ID!) { decision: trustDecision(id: $id) { ...DecisionFields } }
  ${DECISION_FIELDS}`,
  z.object({ decision: DECISION.nullable() }),
);

const ROW = DECISION.pick({
  id: true,
  at: true,
  effect: true,
  reason: true,
  machineIdentity: true,
  credential: true,
}).extend({ action: z.string().nullable(), simulated: z.boolean() });

export const LIST_DECISIONS = operation(
  `query ListDecisions($first: Int!, $after: String, $filter: TrustDecisionFilter) {
    page: trustDecisions(first: $first, after: $after, filter: $filter) {
      ${PAGE}
      edges {
        node { id at effect action simulated reason { ...Why } machineIdentity { id name } credential { id name hint } }
      }
    }
  }
  ${WHY}`,
  z.object({ page: connection(ROW).nullable() }),
);
