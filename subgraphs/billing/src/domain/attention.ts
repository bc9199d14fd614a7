import type { Reason } from '@bailiwick/decision';
import type { Readiness } from './readiness.js';

export interface SectionAttention {
  readonly level: 'NONE' | 'INFO' | 'WARNING' | 'BLOCKING';
  readonly reason: Reason | null;
}

/** The badge of Settings → Billing: what stops work first, then what will stop it, then what is merely good to know. */
export function decideAttention({ ready, state, reason, warnings }: Readiness): SectionAttention {
  if (!ready) return { level: 'BLOCKING', reason };
  if (state === 'GRACE' || state === 'CANCELING' || state === 'UNKNOWN') return { level: 'WARNING', reason };
  if (warnings[0] !== undefined) return { level: 'WARNING', reason: warnings[0] };
  return state === 'TRIALING' ? { level: 'INFO', reason } : { level: 'NONE', reason: null };
}
