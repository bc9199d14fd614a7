import type { Reason, ReasonRegistry, Refused } from '@bailiwick/decision';
import type { AccessVerdict, MutationError } from './session.js';

/** Access said no: its whole reason, and the decision that can be looked up. */
export function notPermittedError(verdict: AccessVerdict): MutationError {
  const { reason, decisionId } = verdict;
  return { __typename: 'NotPermitted', code: reason.code, message: reason.message, path: null, reason, decisionId };
}

/** The domain's own rule said no: its registered sentence, typed as the registry says. */
export function refusedError(registry: ReasonRegistry, refused: Refused): MutationError & { readonly reason: Reason } {
  const { code } = refused;
  if (!registry.has(code)) throw new Error(`The code ${String(code)} is not registered.`);
  const { facts, since, path, fields } = refused.details;
  const reason = registry.reason(code, { ...(facts && { facts }), since: since ?? null });
  const __typename = registry.entries[code]?.errorType ?? 'RuleRefused';
  return { __typename, code: reason.code, message: reason.message, path: path ?? null, reason, ...fields };
}
