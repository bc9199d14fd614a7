import { allow, refuse, type Decision } from '@bailiwick/decision';
import { isExpired, isTerminal, type Credential, type CredentialState } from './credential.js';
import { decideGain, type InGrace } from './grace.js';
import { stateAfterRotation } from './rotation.js';
import { invalid, isReadable, outdated } from './problem.js';

type SuspensionRefusal =
  | 'credentials.revoked'
  | 'credentials.expired'
  | 'credentials.suspended'
  | 'credentials.pending_approval'
  | 'credentials.dormant'
  | 'credentials.compromised'
  | 'credentials.version_conflict'
  | 'credentials.invalid_input';
type ResumptionRefusal =
  | Exclude<SuspensionRefusal, 'credentials.suspended' | 'credentials.pending_approval' | 'credentials.dormant'>
  | 'credentials.not_suspended'
  | 'credentials.owner_grace';

/** Suspending is the careful half of revoking: the doubt is answered at once, and can be taken back. */
export function decideSuspension(
  credential: Credential,
  note: string,
  expectedVersion: number,
  now: Date,
): Decision<'SUSPENDED', SuspensionRefusal> {
  const ended = decideStillOpen(credential, note, expectedVersion, now);
  if (!ended.allowed) return ended;
  if (credential.state === 'SUSPENDED')
    return refuse('credentials.suspended', { facts: { what: 'credential' }, since: credential.stateSince });
  if (credential.state === 'PENDING_APPROVAL')
    return refuse('credentials.pending_approval', { since: credential.stateSince });
  if (credential.state === 'DORMANT') return refuse('credentials.dormant', { since: credential.stateSince });
  return allow('SUSPENDED');
}

/** A credential comes back as what it was: in the middle of its rotation, or STAGED when it was never used. */
export function decideResumption(
  credential: Credential,
  note: string,
  expectedVersion: number,
  { isRotating, identity }: { readonly isRotating: boolean; readonly identity: InGrace },
  now: Date,
): Decision<CredentialState, ResumptionRefusal> {
  const ended = decideStillOpen(credential, note, expectedVersion, now);
  if (!ended.allowed) return ended;
  if (credential.state !== 'SUSPENDED')
    return refuse('credentials.not_suspended', { facts: { what: 'credential', state: credential.state } });
  const gain = decideGain(identity, ['id']);
  if (!gain.allowed) return gain;
  return allow(isRotating ? 'ROTATING' : stateAfterRotation(credential));
}

function decideStillOpen(credential: Credential, note: string, expectedVersion: number, now: Date) {
  if (credential.state === 'COMPROMISED') return refuse('credentials.compromised', { since: credential.stateSince });
  if (isTerminal(credential.state)) return refuse('credentials.revoked', { since: credential.stateSince });
  if (credential.state === 'EXPIRED' || isExpired(credential, now))
    return refuse('credentials.expired', {
      facts: { expiresAt: credential.expiresAt.toISOString() },
      since: credential.expiresAt,
    });
  if (credential.version !== expectedVersion) return outdated(credential.version);
  if (!isReadable(note, 500)) return invalid(['reason'], 'A reason has 1 to 500 characters.');
  return allow();
}
