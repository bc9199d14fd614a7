import { compactVerify, errors, type CompactJWSHeaderParameters, type CryptoKey } from 'jose';
import { wholeNumber, type JsonObject } from './claim-reader.js';
import type { TransactionContext, VerifiedTransactionContext } from './context.js';
import { keyFinder, type KeyFinder, type KeySource, type RemoteKeyTimes } from './key-sets.js';
import { ALGORITHM, LIFETIME_SECONDS_MAX, SKEW_SECONDS } from './limits.js';
import { readContext } from './read-context.js';
import { checkedHeader, onlyToken, unverifiedClaims } from './read-token.js';
import { subjectOf, type Subject, type SubjectKind } from './subject.js';
import { TokenKeysUnavailable, TokenRefused } from './token-refused.js';
import { VerifiedTokens } from './verified-tokens.js';

/** A minter, where its keys are, and whom it may vouch for: identity's keys verify only people, credentials' only machines. */
export interface TrustedIssuer {
  readonly issuer: string;
  readonly subjectKind: SubjectKind;
  readonly jwks: KeySource;
}

export interface TransactionTokenVerifierOptions {
  readonly audience: string;
  readonly issuers: readonly TrustedIssuer[];
  /** Accepts a person's token without tenant. Only identity does. */
  readonly allowLobby: boolean;
  readonly now: () => Date;
  /** How many verified tokens are remembered. Default 10 000; 0 verifies each time. */
  readonly cacheCapacity?: number;
  /** When remote keys are fetched again; the defaults fit a rotation with a lead of 60 s. */
  readonly remoteKeys?: RemoteKeyTimes;
}

export interface TransactionTokenVerifier {
  /**
   * Takes every value of the header, as `headersDistinct` gives them. Rejects with `TokenRefused`, or with
   * `TokenKeysUnavailable` when the minter's keys cannot be fetched and the known ones do not have this token's.
   */
  verify(headerValues: readonly string[]): Promise<VerifiedTransactionContext>;
}

type Options = TransactionTokenVerifierOptions;
type Issuer = TrustedIssuer & { readonly findKey: KeyFinder };

/** Verifies Txn-Tokens at one receiver, and remembers what it verified for as long as it holds. */
export function createTransactionTokenVerifier(options: Options): TransactionTokenVerifier {
  const issuers = options.issuers.map((issuer) => ({
    ...issuer,
    findKey: keyFinder(issuer.jwks, options.remoteKeys ?? {}),
  }));
  const verified = new VerifiedTokens(options.cacheCapacity ?? 10_000);
  return {
    verify: async (headerValues) => {
      const token = onlyToken(headerValues);
      const known = verified.find(token);
      if (known !== null) {
        checkTimes(seconds(known.issuedAt), seconds(known.expiresAt), seconds(options.now()));
        return known;
      }
      const context = await verifyToken(options, issuers, token);
      verified.keep(context);
      return context;
    },
  };
}

/** The receiver's order: type, algorithm, key, signature, issuer and subject, audience, times, lifetime, tenant, the rest. */
async function verifyToken(
  options: Options,
  issuers: readonly Issuer[],
  token: string,
): Promise<VerifiedTransactionContext> {
  const header = checkedHeader(token);
  const claims = unverifiedClaims(token);
  const issuer = issuers.find((candidate) => candidate.issuer === claims['iss']);
  if (issuer === undefined) throw new TokenRefused('issuer_unknown');
  await checkSignature(token, await keyOf(issuer, header));
  const { sub, subject } = checkSubject(claims, issuer);
  if (claims['aud'] !== options.audience) throw new TokenRefused('audience_wrong');
  const [iat, exp] = [wholeNumber(claims, 'iat'), wholeNumber(claims, 'exp')];
  checkTimes(iat, exp, seconds(options.now()));
  const context = readContext(claims, sub, subject);
  checkTenant(context, subject, options.allowLobby);
  const proven = {
    ...context,
    issuer: issuer.issuer,
    issuedAt: new Date(iat * 1000),
    expiresAt: new Date(exp * 1000),
    token,
  };
  return Object.freeze(proven) as VerifiedTransactionContext; // the one place that has just proven it
}

async function keyOf(issuer: Issuer, header: CompactJWSHeaderParameters): Promise<CryptoKey> {
  try {
    return await issuer.findKey(header);
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
      throw new TokenRefused('key_unknown');
    throw new TokenKeysUnavailable(issuer.issuer, error);
  }
}

async function checkSignature(token: string, key: CryptoKey): Promise<void> {
  try {
    await compactVerify(token, key, { algorithms: [ALGORITHM] });
  } catch {
    throw new TokenRefused('signature_wrong');
  }
}

/** jose would only see that `sub` is there; here it is a string that names somebody, of the kind this issuer vouches for. */
function checkSubject(claims: JsonObject, issuer: Issuer): { readonly sub: string; readonly subject: Subject } {
  const sub = claims['sub'];
  const subject = typeof sub === 'string' ? subjectOf(sub) : null;
  if (typeof sub !== 'string' || subject === null) throw new TokenRefused('subject_malformed');
  if (subject.kind !== issuer.subjectKind) throw new TokenRefused('subject_not_of_issuer');
  return { sub, subject };
}

function checkTimes(issuedAt: number, expiresAt: number, now: number): void {
  if (issuedAt > now + SKEW_SECONDS) throw new TokenRefused('issued_in_future');
  if (expiresAt <= now - SKEW_SECONDS) throw new TokenRefused('expired');
  if (expiresAt - issuedAt > LIFETIME_SECONDS_MAX) throw new TokenRefused('lifetime_too_long');
}

/** A machine token without limits would allow whatever access allows; an empty list allows nothing and is fine. */
function checkTenant(context: TransactionContext, subject: Subject, allowLobby: boolean): void {
  if (context.tenantId === null && (!allowLobby || subject.kind === 'machine'))
    throw new TokenRefused('tenant_missing');
  if (context.tenantId !== null && subject.principal === null) throw new TokenRefused('claims_malformed');
  if (subject.kind === 'machine' && context.limits === null) throw new TokenRefused('limits_missing');
  if ((subject.kind === 'machine') !== (context.machine !== null)) throw new TokenRefused('claims_malformed');
}

function seconds(time: Date): number {
  return time.getTime() / 1000;
}
