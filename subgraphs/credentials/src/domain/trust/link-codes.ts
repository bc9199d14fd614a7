import type { CredentialsCode } from '../reasons.js';
import type { TrustLink } from './trust-link.js';

/**
 * What each link may say no with, in the order in which it looks: of several things that are wrong in one link, the first is
 * said. A code that is not here cannot deny anything. Beside these TENANT_BOUNDARY carries identity's own reasons, and
 * PERMISSIONS those of access and billing, as they were said.
 */
export const LINK_CODES = {
  AUTHENTICITY: [
    'credentials.credential_malformed',
    'credentials.wrong_environment',
    'credentials.credential_unknown',
    'credentials.secret_mismatch',
    'credentials.proof_missing',
    'credentials.proof_invalid',
    'credentials.proof_replayed',
    'credentials.issuer_untrusted',
    'credentials.assertion_audience',
  ],
  LIVENESS: [
    'credentials.compromised',
    'credentials.revoked',
    'credentials.retired',
    'credentials.quarantined',
    'credentials.suspended',
    'credentials.pending_approval',
    'credentials.not_yet_valid',
    'credentials.expired',
    'credentials.version_retired',
    'credentials.dormant',
    'credentials.uses_exhausted',
  ],
  RESPONSIBILITY: [
    'credentials.responsibility_missing',
    'credentials.responsibility_ended',
    'credentials.review_overdue',
    'credentials.action_outside_responsibility',
  ],
  OWNER: [
    'credentials.owner_unknown',
    'credentials.owner_chain_broken',
    'credentials.owner_suspended',
    'credentials.orphaned',
    'credentials.steward_missing',
  ],
  TENANT_BOUNDARY: [
    'credentials.not_home_tenant',
    'credentials.grant_missing',
    'credentials.platform_duty_required',
    'credentials.tenant_unknown',
    'credentials.tenant_not_in_service',
  ],
  RUNTIME: [
    'credentials.runtime_not_bound',
    'credentials.runtime_unattested',
    'credentials.runtime_locked',
    'credentials.attestation_stale',
    'credentials.runtime_key_mismatch',
    'credentials.network_not_allowed',
    'credentials.runtime_environment',
    'credentials.clone_suspected',
  ],
  DELEGATION: ['credentials.delegation_required'],
  TRUST_LEVEL: ['credentials.risk_signal', 'credentials.trust_too_low'],
  PERMISSIONS: ['credentials.permissions_unavailable'],
} as const satisfies Readonly<Record<TrustLink, readonly CredentialsCode[]>>;

/** The codes that a link may deny with. */
export type CodeOf<Link extends TrustLink> = (typeof LINK_CODES)[Link][number];
