import { sign, type KeyObject } from 'node:crypto';
import type { JSONWebKeySet } from 'jose';
import { checkContext, checkLifetime } from './check-context.js';
import { claimsOf, spaceSeparated } from './claims.js';
import type { TransactionContext } from './context.js';
import { ALGORITHM, LIFETIME_SECONDS, SCOPE_BYTES_MAX, TOKEN_BYTES_MAX, TOKEN_TYPE } from './limits.js';
import { acceptedJwks, keyToSignWith, type TokenSigningKeys } from './signing-key.js';

export interface TransactionTokenSignerOptions {
  /** `<trust domain>:identity` or `<trust domain>:credentials`. */
  readonly issuer: string;
  /** The trust domain. */
  readonly audience: string;
  readonly keys: TokenSigningKeys;
  readonly now: () => Date;
}

export interface SignOptions {
  /** Default 30, at most 60. */
  readonly lifetimeSeconds?: number;
  /** False for the token that asks access for the scope. Default true. */
  readonly includeScope?: boolean;
}

export interface SignedTransactionToken {
  readonly token: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

export interface TransactionTokenSigner {
  /** Throws `TokenTooLarge` or `NoSigningKey`; `TypeError` for a context that no verifier would accept. */
  sign(context: TransactionContext, options?: SignOptions): Promise<SignedTransactionToken>;
  /** What `/.well-known/txn-jwks.json` serves. */
  publicJwks(): JSONWebKeySet;
}

/** The context does not fit into 4 KB, even without its scope. The minter refuses instead of cutting it. */
export class TokenTooLarge extends Error {
  override readonly name = 'TokenTooLarge';
  readonly bytes: number;

  constructor(bytes: number) {
    super(`The transaction token would have ${bytes} bytes, more than ${TOKEN_BYTES_MAX}.`);
    this.bytes = bytes;
  }
}

/** No key may sign now: the key file is stale or empty. */
export class NoSigningKey extends Error {
  override readonly name = 'NoSigningKey';

  constructor(issuer: string) {
    super(
      `${issuer} holds no key with which it may sign now. Make or rotate the keys, and give every workload its new file.`,
    );
  }
}

/** Mints the tokens of one issuer. */
export function createTransactionTokenSigner(options: TransactionTokenSignerOptions): TransactionTokenSigner {
  return {
    // Asynchronous for whoever signs elsewhere one day, in a key store; a context that is refused rejects.
    sign: async (context, choices = {}) => Promise.resolve(signToken(options, context, choices)),
    publicJwks: () => acceptedJwks(options.keys(), options.now()),
  };
}

function signToken(
  options: TransactionTokenSignerOptions,
  context: TransactionContext,
  choices: SignOptions,
): SignedTransactionToken {
  const { lifetimeSeconds = LIFETIME_SECONDS, includeScope = true } = choices;
  checkLifetime(lifetimeSeconds);
  checkContext(context);
  const now = options.now();
  const key = keyToSignWith(options.keys(), now);
  if (key === null) throw new NoSigningKey(options.issuer);
  const issuedAt = Math.floor(now.getTime() / 1000);
  const claims = claimsOf(context, includeScope ? scopeThatFits(context) : null, {
    ...options,
    issuedAt,
    lifetimeSeconds,
  });
  const token = compactJws({ alg: ALGORITHM, typ: TOKEN_TYPE, kid: key.kid }, claims, key.privateKey);
  if (token.length > TOKEN_BYTES_MAX) throw new TokenTooLarge(token.length);
  return { token, issuedAt: new Date(issuedAt * 1000), expiresAt: new Date((issuedAt + lifetimeSeconds) * 1000) };
}

/**
 * RFC 7515 section 7.1, with what a minter always writes. Node's own signature, because jose's takes the way over WebCrypto and its
 * thread pool, which costs twice the signature itself. What reads tokens is jose.
 */
function compactJws(header: object, claims: object, key: KeyObject): string {
  const input = `${base64url(header)}.${base64url(claims)}`;
  return `${input}.${sign(null, Buffer.from(input), key).toString('base64url')}`;
}

function base64url(json: object): string {
  return Buffer.from(JSON.stringify(json)).toString('base64url');
}

function scopeThatFits({ scope }: TransactionContext): string | null {
  if (scope === null) return null;
  const text = spaceSeparated(scope);
  return text.length > SCOPE_BYTES_MAX ? null : text;
}
