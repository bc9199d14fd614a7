import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { base64url, CompactSign } from 'jose';
import {
  createTransactionTokenSigner,
  createTransactionTokenVerifier,
  TokenKeysUnavailable,
  TokenRefused,
  type TokenSigningKey,
  type TransactionContext,
  type TransactionTokenSigner,
  type TransactionTokenVerifier,
  type TransactionTokenVerifierOptions,
} from '../src/index.js';

export const NOON = new Date('2026-03-01T12:00:00Z');
export const NOON_SECONDS = NOON.getTime() / 1000;
export const TRUST_DOMAIN = 'urn:bailiwick:test';
export const IDENTITY = `${TRUST_DOMAIN}:identity`;
export const CREDENTIALS = `${TRUST_DOMAIN}:credentials`;

export function secondsAfter(time: Date, seconds: number): Date {
  return new Date(time.getTime() + seconds * 1000);
}

export function aKey(kid: string, own: Partial<TokenSigningKey> = {}): TokenSigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    kid,
    privateKey,
    publicJwk: publicKey.export({ format: 'jwk' }),
    signFrom: secondsAfter(NOON, -3600),
    acceptUntil: null,
    ...own,
  };
}

export const IDENTITY_KEY = aKey('i1');
export const CREDENTIALS_KEY = aKey('c1');

export function aPerson(own: Partial<TransactionContext> = {}): TransactionContext {
  return {
    txn: 'x1',
    principal: { kind: 'PERSON', id: 'ana' },
    subject: 'person:ana',
    tenantId: 'acme',
    scope: ['billing.account.read', 'identity.member.read'],
    limits: null,
    actors: [{ kind: 'PERSON', id: 'ana', label: 'Ana' }],
    operator: null,
    machine: null,
    requestingWorkload: 'gateway',
    authentication: {
      method: 'oidc',
      multiFactor: true,
      issuer: 'https://login.example',
      subjectHash: 'h'.repeat(43),
      client: 'web',
    },
    ...own,
  };
}

export function aMachine(own: Partial<TransactionContext> = {}): TransactionContext {
  return aPerson({
    principal: { kind: 'MACHINE', id: 'm1' },
    subject: 'machine:m1',
    limits: ['billing.account.read'],
    actors: [{ kind: 'MACHINE', id: 'm1', label: 'sync' }],
    machine: { credentialId: 'c1', ownerKind: 'INTERNAL_SERVICE', runtimeId: null, trustLevel: 'T1_BEARER', epoch: 7 },
    authentication: { method: 'api_key', multiFactor: false, issuer: CREDENTIALS, subjectHash: null, client: null },
    ...own,
  });
}

export function anUnlinkedPerson(own: Partial<TransactionContext> = {}): TransactionContext {
  return aPerson({
    principal: null,
    subject: `person:unlinked:${'a'.repeat(43)}`,
    tenantId: null,
    scope: null,
    ...own,
  });
}

export function aSigner(
  issuer = IDENTITY,
  keys: readonly TokenSigningKey[] = [issuer === IDENTITY ? IDENTITY_KEY : CREDENTIALS_KEY],
  now = () => NOON,
): TransactionTokenSigner {
  return createTransactionTokenSigner({ issuer, audience: TRUST_DOMAIN, keys: () => keys, now });
}

export function aVerifier(own: Partial<TransactionTokenVerifierOptions> = {}): TransactionTokenVerifier {
  const issuers = [
    { issuer: IDENTITY, subjectKind: 'person' as const, jwks: aSigner(IDENTITY).publicJwks() },
    { issuer: CREDENTIALS, subjectKind: 'machine' as const, jwks: aSigner(CREDENTIALS).publicJwks() },
  ];
  return createTransactionTokenVerifier({
    audience: TRUST_DOMAIN,
    issuers,
    allowLobby: false,
    now: () => NOON,
    ...own,
  });
}

/** A genuine token's claims, to be changed. */
export async function claimsOf(context = aPerson()): Promise<Record<string, unknown>> {
  const { token } = await aSigner(context.machine === null ? IDENTITY : CREDENTIALS).sign(context);
  return JSON.parse(new TextDecoder().decode(base64url.decode(token.split('.')[1] ?? ''))) as Record<string, unknown>; // an object, as signed
}

/** The members of a claim that is an object or a list, or none. */
export function membersOf(claim: unknown): Readonly<Record<string, unknown>> {
  return typeof claim === 'object' && claim !== null ? Object.fromEntries(Object.entries(claim)) : {};
}

export interface Forgery {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: unknown;
  readonly key?: KeyObject | Uint8Array;
}

/** Signs anything at all, by default as identity would, so that one thing at a time can be wrong. */
export async function forged({ header = {}, claims, key = IDENTITY_KEY.privateKey }: Forgery = {}): Promise<string> {
  const payload = new TextEncoder().encode(
    typeof claims === 'string' ? claims : JSON.stringify(claims ?? (await claimsOf())),
  );
  return new CompactSign(payload)
    .setProtectedHeader({ alg: 'EdDSA', typ: 'txntoken+jwt', kid: 'i1', ...header })
    .sign(key);
}

export function encoded(value: unknown): string {
  return base64url.encode(JSON.stringify(value));
}

/** Why the verifier refuses, or `accepted`. */
export async function verdictOf(values: string | readonly string[], verifier = aVerifier()): Promise<string> {
  try {
    await verifier.verify(typeof values === 'string' ? [values] : values);
    return 'accepted';
  } catch (error) {
    if (error instanceof TokenRefused) return error.cause;
    if (error instanceof TokenKeysUnavailable) return 'keys unavailable';
    throw error;
  }
}
