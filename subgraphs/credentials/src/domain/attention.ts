import type { Reason } from '@bailiwick/decision';
import { reasons, type CredentialsCode } from './reasons.js';

export interface Attention {
  readonly level: 'NONE' | 'INFO' | 'WARNING' | 'BLOCKING';
  readonly reason: Reason | null;
}

export const EXPIRING_WITHIN_DAYS = 14;

export interface AttentionCounts {
  readonly orphaned: number;
  readonly inGrace: number;
  readonly reviewOverdue: number;
  readonly expiringSoon: number;
}

const WORST_FIRST = [
  ['orphaned', 'WARNING', 'credentials.machines_orphaned'],
  ['inGrace', 'WARNING', 'credentials.machines_in_grace'],
  ['reviewOverdue', 'WARNING', 'credentials.reviews_overdue'],
  ['expiringSoon', 'INFO', 'credentials.credentials_expiring'],
] as const satisfies readonly (readonly [keyof AttentionCounts, Attention['level'], CredentialsCode])[];

/** The badge of the Integrations section. A machine without anybody who answers for it weighs more than a date. */
export function decideAttention(counts: AttentionCounts): Attention {
  const worst = WORST_FIRST.find(([what]) => counts[what] > 0);
  if (worst === undefined) return { level: 'NONE', reason: null };
  const [what, level, code] = worst;
  return { level, reason: reasons.reason(code, { facts: { count: counts[what] } }) };
}
