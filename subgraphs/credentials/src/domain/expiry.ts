import { isExpired, isTerminal, type Credential } from './credential.js';

/** The end comes by itself. What was revoked stays revoked: that says more than its date does. */
export function expiresNow(credential: Pick<Credential, 'state' | 'expiresAt'>, now: Date): boolean {
  return !isTerminal(credential.state) && credential.state !== 'EXPIRED' && isExpired(credential, now);
}
