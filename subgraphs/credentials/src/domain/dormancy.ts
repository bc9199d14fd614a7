import { hasSecrets, isTerminal, type Credential } from './credential.js';
import { daysAfter, type MachinePolicy } from './policy.js';

/** How the clock goes on with a credential that may fall asleep. */
export type Sleep = { readonly now: true } | { readonly now: false; readonly lookAgainAt: Date } | null;

/** A look every day costs little, and lets a shorter limit of the tenant take hold within one. */
const LOOK_DAYS = 1;

/**
 * A secret that nobody uses is one that nobody would miss when it is stolen. It falls asleep after the tenant's limit, counted
 * from its last use, or from when it was made, renewed, approved or put back in force. Only a new secret wakes it, so what has none of ours
 * never sleeps. Null is never again.
 */
export function decideSleep(
  credential: Credential,
  { dormantAfterDays }: Pick<MachinePolicy, 'dormantAfterDays'>,
  now: Date,
): Sleep {
  if (!hasSecrets(credential)) return null;
  if (isTerminal(credential.state) || credential.state === 'EXPIRED' || credential.state === 'DORMANT') return null;
  const lookAgainAt = daysAfter(now, LOOK_DAYS);
  if (credential.state !== 'STAGED' && credential.state !== 'ACTIVE') return { now: false, lookAgainAt };
  const sleepsAt = daysAfter(lastSign(credential), dormantAfterDays);
  if (sleepsAt <= now) return { now: true };
  return { now: false, lookAgainAt: sleepsAt < lookAgainAt ? sleepsAt : lookAgainAt };
}

function lastSign(credential: Credential): Date {
  const { createdAt, rotatedAt, approvedAt, notBefore, lastUsed, stateSince } = credential;
  const signs = [createdAt, rotatedAt, approvedAt, notBefore, lastUsed?.at ?? null, stateSince];
  return new Date(Math.max(...signs.map((sign) => sign?.getTime() ?? 0)));
}
