import type { DatedSecret, PairSecret } from '@bailiwick/request-signature';
import type { TokenSigningKey } from '@bailiwick/transaction-token';

/** Everything secret that one workload needs, and nothing that it does not. */
export interface KeySet {
  readonly workload: string;
  /** Only identity's and credentials' own: what they sign Txn-Tokens with. */
  readonly signingKeys: readonly TokenSigningKey[];
  /** Only credentials' own: what it signs OAuth access tokens with. None of them verifies a Txn-Token, nor the reverse. */
  readonly accessTokenKeys: readonly TokenSigningKey[];
  /** As caller and as receiver. */
  readonly pairSecrets: readonly PairSecret[];
  /** Shared by the domains: they authenticate consistency tokens to each other. Not the gateway's. */
  readonly consistencyKeys: readonly DatedSecret[];
  /** Only credentials': they key the hashes of API keys, so each is kept as long as a hash names it. */
  readonly peppers: readonly DatedSecret[];
}

/** The workloads that mint, and the one that keeps hashes. */
export const MINTERS: readonly string[] = ['identity', 'credentials'];
export const PEPPERED: readonly string[] = ['credentials'];
/** The one with an OAuth token endpoint. */
export const TOKEN_ISSUERS: readonly string[] = ['credentials'];

/** Only a domain issues or checks consistency tokens. */
export function isDomain(workload: string): boolean {
  return workload !== 'gateway';
}
