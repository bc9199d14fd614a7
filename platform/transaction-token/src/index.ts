export type { TransactionContext, VerifiedTransactionContext } from './context.js';
export { createTransactionTokenSigner, NoSigningKey, TokenTooLarge } from './token-signer.js';
export type {
  SignedTransactionToken,
  SignOptions,
  TransactionTokenSigner,
  TransactionTokenSignerOptions,
} from './token-signer.js';
export { createTransactionTokenVerifier } from './token-verifier.js';
export type { TransactionTokenVerifier, TransactionTokenVerifierOptions, TrustedIssuer } from './token-verifier.js';
export type { KeySource, RemoteKeyTimes } from './key-sets.js';
export { TokenKeysUnavailable, TokenRefused } from './token-refused.js';
export type { TokenRefusalCause } from './token-refused.js';
export { acceptedJwks, keyToSignWith } from './signing-key.js';
export type { TokenSigningKey, TokenSigningKeys } from './signing-key.js';
export { subjectOf } from './subject.js';
export type { Subject, SubjectKind } from './subject.js';
export { LIFETIME_SECONDS, LIFETIME_SECONDS_MAX, SCOPE_BYTES_MAX, TOKEN_BYTES_MAX } from './limits.js';
