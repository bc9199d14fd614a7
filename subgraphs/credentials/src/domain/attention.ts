import type { Reason } from '@bailiwick/decision';
import { reasons } from './reasons.js';

export interface Attention {
  readonly level: 'NONE' | 'INFO' | 'WARNING' | 'BLOCKING';
  readonly reason: Reason | null;
}

export const EXPIRING_WITHIN_DAYS = 14;

/** The badge of the Integrations section. A machine without anybody who answers for it weighs more than a date. */
export function decideAttention(counts: { readonly orphaned: number; readonly expiringSoon: number }): Attention {
  if (counts.orphaned > 0)
    return {
      level: 'WARNING',
      reason: reasons.reason('credentials.machines_orphaned', { facts: { count: counts.orphaned } }),
    };
  if (counts.expiringSoon > 0)
    return {
      level: 'INFO',
      reason: reasons.reason('credentials.credentials_expiring', { facts: { count: counts.expiringSoon } }),
    };
  return { level: 'NONE', reason: null };
}
