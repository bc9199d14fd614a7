import { reasons } from '../reasons.js';
import type { AccessAnswer, Factor } from './access.js';
import { GRANTED } from './permission.js';
import { finding } from './rule.js';

/**
 * Whoever lacks the permission learns that, and whom to ask, and nothing about the tenant: not whether it has paid, is
 * suspended or is still being set up. Their own PERMISSION factor keeps its outcome; the others are not theirs to know.
 */
export function redact(answer: AccessAnswer): AccessAnswer {
  if (!answer.redacted) return answer;
  const reason = reasons.reason('access.not_permitted');
  const hide = ({ kind, outcome }: Factor): Factor => ({
    kind,
    outcome: kind === 'PERMISSION' ? outcome : 'UNKNOWN',
    reason,
    fact: null,
  });
  return {
    canAccess: false,
    reason,
    blockers: [reason],
    factors: answer.factors.map(hide),
    trace: [finding(GRANTED, 'PERMIT', { outcome: 'FAIL', reason })],
    validUntil: null,
    nextBecause: null,
    redacted: true,
  };
}
