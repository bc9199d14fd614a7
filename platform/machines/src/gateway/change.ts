import { z } from 'zod';
import { EXIT, type Exit } from '../exit.js';
import { Problem } from '../problem.js';
import type { Gateway } from './gateway.js';
import type { Operation } from './operation.js';
import { describeRemedy, REASON, WHY } from './reason.js';

export const REFUSALS = `errors { ...Refusal }`;
export const REFUSAL_FRAGMENTS = `
fragment Refusal on MutationError {
  __typename code message path
  ... on NotPermitted { reason { ...Why } decisionId }
  ... on RuleRefused { reason { ...Why } }
  ... on VersionConflict { currentVersion }
  ... on PrivilegeEscalation { missingPermissions }
}
${WHY}`;

const REFUSAL = z.object({
  __typename: z.string(),
  code: z.string(),
  message: z.string(),
  path: z.array(z.string()).nullish(),
  reason: REASON.nullish(),
  decisionId: z.string().nullish(),
  currentVersion: z.number().nullish(),
  missingPermissions: z.array(z.string()).nullish(),
});
type Refusal = z.output<typeof REFUSAL>;

export interface Payload {
  readonly errors: readonly Refusal[];
}

/** The answer of one mutation: its payload, with what refused it. */
export function payloadOf<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.object({ payload: z.object({ ...shape, errors: z.array(REFUSAL) }) });
}

/** Carries out one mutation, whose document calls it `payload`. A refusal ends the command. */
export async function change<Answer extends Payload>(
  gateway: Gateway,
  operation: Operation<{ payload: Answer }>,
  input: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  const { payload } = await gateway.ask(operation, { input });
  const [refusal] = payload.errors;
  if (refusal !== undefined) throw refusedProblem(refusal);
  return payload;
}

function refusedProblem(refusal: Refusal): Problem {
  const missing = refusal.missingPermissions ?? [];
  return new Problem(EXITS[refusal.__typename] ?? EXIT.refused, refusal.message, {
    code: refusal.code,
    next: describeRemedy(refusal.reason ?? null) ?? ADVICE[refusal.__typename] ?? LOOK_UP,
    decisionId: refusal.decisionId,
    field: refusal.path?.join('.'),
    lines: missing.map((permission) => `missing: ${permission}`),
  });
}

const EXITS: Readonly<Record<string, Exit>> = { NotPermitted: EXIT.notPermitted, InvalidInput: EXIT.usage };
const LOOK_UP = 'Look the code up in docs/errors.md: it says what to do.';
const ADVICE: Readonly<Record<string, string>> = {
  VersionConflict: 'Run the same again: it reads what is there now.',
  InvalidInput: 'Correct it and run the same again.',
  PrivilegeEscalation: 'Ask somebody who holds these permissions.',
  NotPermitted: 'Ask an administrator of the tenant for a role that includes it.',
};
