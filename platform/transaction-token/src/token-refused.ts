/** Why a Txn-Token was not believed. For the log alone: on the wire every one of them is the same answer. */
export type TokenRefusalCause =
  | 'token_missing'
  | 'token_repeated'
  | 'token_too_large'
  | 'token_malformed'
  | 'type_wrong'
  | 'algorithm_not_allowed'
  | 'issuer_unknown'
  | 'key_unknown'
  | 'signature_wrong'
  | 'subject_malformed'
  | 'subject_not_of_issuer'
  | 'audience_wrong'
  | 'issued_in_future'
  | 'expired'
  | 'lifetime_too_long'
  | 'tenant_missing'
  | 'limits_missing'
  | 'claims_malformed';

/** A context that could not be verified. Answer 401; log `cause`, never the token. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
  override readonly cause: TokenRefusalCause;

  constructor(cause: TokenRefusalCause) {
    super('The request could not be verified.');
    this.cause = cause;
  }
}

/** The minter's keys cannot be fetched and the cached ones do not know this token. Nobody's fault: answer 503. */
export class TokenKeysUnavailable extends Error {
  override readonly name = 'TokenKeysUnavailable';
  readonly issuer: string;

  constructor(issuer: string, cause: unknown) {
    super(`The keys of ${issuer} cannot be fetched.`, { cause });
    this.issuer = issuer;
  }
}
