/** Why a hop was not believed. For the log alone: on the wire every one of them is the same answer. */
export type SignatureRefusalCause =
  | 'header_missing'
  | 'header_repeated'
  | 'header_not_covered'
  | 'header_too_large'
  | 'request_malformed'
  | 'signature_input_malformed'
  | 'signature_malformed'
  | 'algorithm_not_allowed'
  | 'tag_not_ours'
  | 'call_forbidden'
  | 'components_wrong'
  | 'secret_unknown'
  | 'signature_wrong'
  | 'digest_wrong'
  | 'created_in_future'
  | 'expired'
  | 'lifetime_too_long'
  | 'created_before_start'
  | 'nonce_replayed'
  | 'nonce_memory_full';

/** A request whose sender, content or time could not be verified. Answer 401; log `cause` and `caller`, nothing else. */
export class SignatureRefused extends Error {
  override readonly name = 'SignatureRefused';
  override readonly cause: SignatureRefusalCause;
  /** Whom the request claims to come from: unproven. Null when it did not even say. */
  readonly claimedCaller: string | null;

  constructor(cause: SignatureRefusalCause, claimedCaller: string | null = null) {
    super('The request could not be verified.');
    this.cause = cause;
    this.claimedCaller = claimedCaller;
  }
}
