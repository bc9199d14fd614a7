import type { Actor, Reason, TrustLevel } from '@bailiwick/decision';
import type { TrustEffect } from './chain.js';
import type { LinkAnswer } from './link.js';
import type { TrustAssessment } from './trust-level.js';

/** Why the platform trusted, or did not trust, a machine here. Kept, so that the owner can read it later. */
export interface TrustDecision {
  readonly id: string;
  readonly at: Date;
  readonly effect: TrustEffect;
  readonly reason: Reason;
  readonly chain: readonly LinkAnswer[];
  /** What the owner must do, though the answer is yes, or once it is. */
  readonly obligations: readonly Reason[];
  readonly trust: TrustAssessment;
  readonly requiredTrust: TrustLevel;
  readonly machineIdentityId: string | null;
  readonly credentialId: string | null;
  readonly actingTenant: { readonly id: string; readonly slug: string; readonly name: string } | null;
  readonly action: string | null;
  readonly actors: readonly Actor[];
  readonly epoch: number;
  readonly simulated: boolean;
  readonly requestId: string;
  /** The token that the exchange made. Null for a no, and for `decideTrust`. */
  readonly txn: string | null;
  /** Where it was asked from. Null when not known. */
  readonly address: string | null;
  /** The runtime that the caller was shown to be in. */
  readonly runtimeId: string | null;
}
