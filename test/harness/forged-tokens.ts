import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import { CompactSign } from 'jose';
import type { TestPlatform } from './platform.js';
import { keysOf } from './workloads.js';

interface Parts {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly signature: string;
}

export interface Forgery {
  readonly header?: Readonly<Record<string, unknown>>;
  /** Laid over the genuine claims; a function sees them first. `undefined` takes a claim away. */
  readonly claims?: (genuine: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
  /** Whose key signs. Default: identity's real one. */
  readonly key?: KeyObject;
}

export function partsOf(token: string): Parts {
  const [header = '', claims = '', signature = ''] = token.split('.');
  return { header: decoded(header), claims: decoded(claims), signature };
}

/** Signs a genuine token's contents again, changed, with the real key of whoever is said to be dishonest. */
export async function forgedToken(platform: TestPlatform, genuine: string, forgery: Forgery): Promise<string> {
  const { header, claims } = partsOf(genuine);
  const key = forgery.key ?? signingKeyOf(platform, 'identity').key;
  const protectedHeader = { alg: 'EdDSA', ...header, ...forgery.header };
  return new CompactSign(Buffer.from(JSON.stringify({ ...claims, ...forgery.claims?.(claims) })))
    .setProtectedHeader(protectedHeader)
    .sign(key);
}

/** A token with another header or other claims under the signature that it had. */
export function editedToken(genuine: string, changes: { readonly header?: object; readonly claims?: object }): string {
  const { header, claims, signature } = partsOf(genuine);
  return [encoded({ ...header, ...changes.header }), encoded({ ...claims, ...changes.claims }), signature].join('.');
}

export function unsignedToken(genuine: string): string {
  const { header, claims } = partsOf(genuine);
  return `${encoded({ ...header, alg: 'none' })}.${encoded(claims)}.`;
}

/** The real key with which a minter signs now. */
export function signingKeyOf(
  platform: TestPlatform,
  minter: string,
): { readonly kid: string; readonly key: KeyObject } {
  const now = new Date();
  const found = keysOf(platform, minter)
    .signingKeys.filter(({ signFrom }) => signFrom <= now)
    .at(-1);
  if (found === undefined) throw new Error(`${minter} has no key that signs.`);
  return { kid: found.kid, key: found.privateKey };
}

/** The bytes of a public key as if they were a shared secret: the oldest trick against JWT verifiers. */
export function publicKeyAsSecret(privateKey: KeyObject): KeyObject {
  return createSecretKey(createPublicKey(privateKey).export({ type: 'spki', format: 'der' }));
}

function decoded(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>; // a JWS's parts are objects
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
