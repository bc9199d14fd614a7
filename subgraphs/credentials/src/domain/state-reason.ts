import type { Reason } from '@bailiwick/decision';
import type { Credential } from './credential.js';
import type { MachineIdentity } from './machine-identity.js';
import { reasons } from './reasons.js';
import type { Transition } from './transitions.js';

/** Why a machine identity is in the state that it is in. A suspension also comes from a revocation, which its move says. */
export function identityStateReason(
  { state, stateSince, graceEndsAt }: MachineIdentity,
  lastMove: Pick<Transition, 'to' | 'code'> | null,
): Reason {
  const revoked = lastMove?.to === 'SUSPENDED' && lastMove.code === 'credentials.identity_revoked';
  const codes = {
    DRAFT: 'credentials.awaiting_activation',
    ACTIVE: 'credentials.active',
    SUSPENDED: revoked ? 'credentials.identity_revoked' : 'credentials.suspended',
    OWNER_GRACE: 'credentials.owner_grace',
    ORPHANED: 'credentials.orphaned',
    QUARANTINED: 'credentials.quarantined',
    RETIRED: 'credentials.retired',
  } as const;
  const graceEnds = graceEndsAt?.toISOString() ?? 'an unknown time';
  return reasons.reason(codes[state], {
    facts: { graceEndsAt: graceEnds, what: 'machine identity' },
    since: stateSince,
  });
}

/** Why a credential is in the state that it is in. */
export function credentialStateReason({ state, stateSince, expiresAt }: Credential): Reason {
  const codes = {
    PENDING_APPROVAL: 'credentials.pending_approval',
    STAGED: 'credentials.staged',
    ACTIVE: 'credentials.live',
    ROTATING: 'credentials.rotating',
    SUSPENDED: 'credentials.suspended',
    DORMANT: 'credentials.dormant',
    EXPIRED: 'credentials.expired',
    REVOKED: 'credentials.revoked',
    COMPROMISED: 'credentials.compromised',
  } as const;
  return reasons.reason(codes[state], {
    facts: { what: 'credential', expiresAt: expiresAt.toISOString() },
    since: stateSince,
  });
}
