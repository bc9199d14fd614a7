import type { Reason } from '@bailiwick/decision';
import type { Credential } from './credential.js';
import type { MachineIdentity } from './machine-identity.js';
import { reasons } from './reasons.js';

/** Why a machine identity is in the state that it is in. */
export function identityStateReason({ state, stateSince }: MachineIdentity): Reason {
  const codes = {
    DRAFT: 'credentials.awaiting_activation',
    ACTIVE: 'credentials.active',
    SUSPENDED: 'credentials.identity_revoked',
    ORPHANED: 'credentials.orphaned',
  } as const;
  return reasons.reason(codes[state], { since: stateSince });
}

/** Why a credential is in the state that it is in. */
export function credentialStateReason({ state, stateSince, expiresAt }: Credential): Reason {
  const codes = {
    STAGED: 'credentials.staged',
    ACTIVE: 'credentials.live',
    SUSPENDED: 'credentials.suspended',
    EXPIRED: 'credentials.expired',
    REVOKED: 'credentials.revoked',
  } as const;
  return reasons.reason(codes[state], {
    facts: { what: 'credential', expiresAt: expiresAt.toISOString() },
    since: stateSince,
  });
}
