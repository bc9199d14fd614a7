import { crc32 } from 'node:zlib';
import type { Environment } from './machine-identity.js';

/** What a secret begins with, so that it is known for what it is wherever it turns up, and never taken for the other. */
export const SECRET_PREFIXES = { API_KEY: 'bwk', CLIENT_SECRET: 'bwc' } as const;
export type SecretKind = keyof typeof SECRET_PREFIXES;

/** `bwk_<env>_<reference>_<secret>_<checksum>`, taken apart. */
export interface PresentedKey {
  readonly kind: SecretKind;
  readonly environment: Environment;
  /** Finds the row in one look-up; no secret. */
  readonly reference: string;
  /** All of it, which is what the keyed hash covers. */
  readonly whole: string;
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const FORM = /^(bwk|bwc)_(live|test)_([0-9A-Za-z]{8})_([0-9A-Za-z]{43})_([0-9A-Za-z]{6})$/;
/** 62^43 > 2^256: 43 characters are the fewest that hold 256 bits. */
export const SECRET_BYTES = 32;
const SECRET_CHARACTERS = 43;
const CHECKSUM_CHARACTERS = 6;
export const REFERENCE_CHARACTERS = 8;

/** The key as it is shown once. The caller brings the randomness; this only writes it down. */
export function formatKey(
  environment: Environment,
  reference: string,
  secret: Uint8Array,
  kind: SecretKind = 'API_KEY',
): string {
  if (secret.length !== SECRET_BYTES) throw new RangeError(`A secret has ${SECRET_BYTES} bytes.`);
  const body = `${SECRET_PREFIXES[kind]}_${environment}_${reference}_${base62(bigEndian(secret), SECRET_CHARACTERS)}`;
  return `${body}_${checksumOf(body)}`;
}

/**
 * Null for anything that is no key of ours. The checksum rejects typing errors before any look-up, and lets a secret
 * scanner confirm a finding without asking us.
 */
export function parseKey(presented: string): PresentedKey | null {
  const [, prefix, environment, reference = '', , checksum] = FORM.exec(presented) ?? [];
  if (environment !== 'live' && environment !== 'test') return null;
  return checksumOf(presented.slice(0, -CHECKSUM_CHARACTERS - 1)) === checksum
    ? { kind: prefix === 'bwc' ? 'CLIENT_SECRET' : 'API_KEY', environment, reference, whole: presented }
    : null;
}

/** Enough to recognise a key in a list, and never to use it. */
export function hintOf(key: string): string {
  const [prefix = '', environment = '', reference = '', secret = ''] = key.split('_');
  return `${prefix}_${environment}_${reference}_…${secret.slice(-4)}`;
}

/** A reference from random bytes; 62 does not divide 256, so bytes past the last multiple are not used. */
export function referenceFrom(random: Uint8Array): string {
  const fair = [...random].filter((byte) => byte < 248).slice(0, REFERENCE_CHARACTERS);
  if (fair.length < REFERENCE_CHARACTERS) throw new RangeError('Too few random bytes for a reference.');
  return fair.map((byte) => ALPHABET.charAt(byte % 62)).join('');
}

function checksumOf(body: string): string {
  return base62(BigInt(crc32(body)), CHECKSUM_CHARACTERS);
}

function bigEndian(bytes: Uint8Array): bigint {
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

function base62(value: bigint, length: number): string {
  let rest = value;
  let text = '';
  for (let index = 0; index < length; index += 1) {
    text = ALPHABET.charAt(Number(rest % 62n)) + text;
    rest /= 62n;
  }
  return text;
}
