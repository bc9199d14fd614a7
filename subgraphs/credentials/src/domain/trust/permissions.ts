import type { Reason } from '@bailiwick/decision';
import { fail, notEvaluated, type LinkAnswer } from './link.js';

/** What access said about one action of this machine, or that it could not be asked. */
export type PermissionAnswer =
  | { readonly asked: 'ANSWERED'; readonly allowed: boolean; readonly reason: Reason; readonly decisionId: string }
  | { readonly asked: 'UNAVAILABLE' }
  | { readonly asked: 'NOT_ASKED' }
  | { readonly asked: 'EACH_REQUEST' };

/** May it do this? Access decides, entitlement included; its reason is carried as it was said. No answer is a no. */
export function decidePermissionsLink(answer: PermissionAnswer, evidence: readonly string[]): LinkAnswer {
  if (answer.asked === 'EACH_REQUEST') return notEvaluated('PERMISSIONS', 'credentials.left_to_each_request');
  if (answer.asked === 'NOT_ASKED') return notEvaluated('PERMISSIONS');
  if (answer.asked === 'UNAVAILABLE') return fail('PERMISSIONS', 'credentials.permissions_unavailable', {}, evidence);
  const verdict = answer.allowed ? 'PASS' : 'FAIL';
  return {
    link: 'PERMISSIONS',
    verdict,
    reason: answer.reason,
    evidence: [`access decision ${answer.decisionId}`, ...evidence],
  };
}
