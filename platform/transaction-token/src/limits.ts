/** `typ` of a Txn-Token (draft-ietf-oauth-transaction-tokens, §7.1). */
export const TOKEN_TYPE = 'txntoken+jwt';
export const ALGORITHM = 'EdDSA';

/** Larger tokens are neither minted nor looked at: headers are bounded, and parsing is what an attacker gets for free. */
export const TOKEN_BYTES_MAX = 4096;
/** A scope that grows past this is left out; it only ever shortens a yes. */
export const SCOPE_BYTES_MAX = 2048;
/** However it was signed, a token that outlives this is refused: withdrawal relies on tokens dying young. */
export const LIFETIME_SECONDS_MAX = 60;
export const LIFETIME_SECONDS = 30;
/** By how much two workloads' clocks may differ. */
export const SKEW_SECONDS = 5;
