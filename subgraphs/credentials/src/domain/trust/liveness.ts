import { isExpired, type Credential } from '../credential.js';
import type { MachineIdentity } from '../machine-identity.js';
import type { CodeOf } from './link-codes.js';
import { fail, notEvaluated, pass, type LinkAnswer } from './link.js';
import type { Proof, TrustFacts } from './trust-facts.js';

const LINK = 'LIVENESS';

/** By this a replay tells a secret that waited from a credential that did. Kept in records, so never changed. */
export const PENDING_EVIDENCE = 'the secret waits for a second person';

interface Ended {
  readonly code: CodeOf<'LIVENESS'>;
  readonly facts?: Readonly<Record<string, string | number>>;
  readonly since?: Date;
}

/** Is it still in force? What was taken back for good is said first, then what may come back. */
export function decideLiveness({ proof, credential, identity }: TrustFacts, now: Date): LinkAnswer {
  if (credential === null) return notEvaluated(LINK);
  const ended = endedBy(credential, identity, proof, now);
  const evidence = [
    `credential is ${credential.state} since ${credential.stateSince.toISOString()}`,
    `expires ${credential.expiresAt.toISOString()}`,
    ...(proof === 'PENDING_VERSION' ? [PENDING_EVIDENCE] : []),
  ];
  return ended === null
    ? pass(LINK, 'credentials.live', {}, evidence)
    : fail(LINK, ended.code, { facts: ended.facts ?? {}, since: ended.since ?? null }, evidence);
}

function endedBy(credential: Credential, identity: MachineIdentity | null, proof: Proof, now: Date): Ended | null {
  const { state, stateSince, maxUses, uses } = credential;
  const refusing = BY_STATE[state];
  if (refusing !== undefined) return { code: refusing, facts: { what: 'credential' }, since: stateSince };
  const standing = identity === null ? undefined : BY_IDENTITY[identity.state];
  if (standing !== undefined)
    return { code: standing, facts: { what: 'machine identity' }, since: identity?.stateSince ?? stateSince };
  if (proof === 'PENDING_VERSION') return { code: 'credentials.pending_approval' };
  const outside = outsideItsTime(credential, now);
  if (outside !== null) return outside;
  if (proof === 'RETIRED_VERSION') return { code: 'credentials.version_retired' };
  if (state === 'DORMANT') return { code: 'credentials.dormant', since: stateSince };
  if (maxUses !== null && uses >= maxUses) return { code: 'credentials.uses_exhausted', facts: { maxUses } };
  return null;
}

/** What no date changes, said before any date is looked at. */
const BY_STATE: Partial<Readonly<Record<Credential['state'], CodeOf<'LIVENESS'>>>> = {
  COMPROMISED: 'credentials.compromised',
  REVOKED: 'credentials.revoked',
  SUSPENDED: 'credentials.suspended',
  PENDING_APPROVAL: 'credentials.pending_approval',
};

/** A quarantined machine may be in somebody else's hands: whoever calls with its secret is told nothing. */
const BY_IDENTITY: Partial<Readonly<Record<MachineIdentity['state'], CodeOf<'LIVENESS'>>>> = {
  RETIRED: 'credentials.retired',
  QUARANTINED: 'credentials.quarantined',
  SUSPENDED: 'credentials.suspended',
};

function outsideItsTime(credential: Credential, now: Date): Ended | null {
  const { state, notBefore, expiresAt } = credential;
  if (notBefore > now) return { code: 'credentials.not_yet_valid', facts: { notBefore: notBefore.toISOString() } };
  if (state !== 'EXPIRED' && !isExpired(credential, now)) return null;
  return { code: 'credentials.expired', facts: { expiresAt: expiresAt.toISOString() }, since: expiresAt };
}
