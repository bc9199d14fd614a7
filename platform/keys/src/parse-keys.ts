import { createPrivateKey, createPublicKey, createSecretKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { ConfigError } from '@bailiwick/config';
import { pairsOf, type DatedSecret } from '@bailiwick/request-signature';
import type { TokenSigningKey } from '@bailiwick/transaction-token';
import { grouped } from './grouped.js';
import { keyFileSchema, type DatedEntry, type KeyFile, type SecretEntry, type SigningKeyEntry } from './key-file.js';
import { isDomain, MINTERS, PEPPERED, TOKEN_ISSUERS, type KeySet } from './key-set.js';

const ADD = 'add them to all key files with: npm run keys -- add --dir DIR';

/** Takes each problem with the place where it is. Never given a value. */
export type Report = (place: string, problem: string) => void;

/**
 * Turns a key file's text into keys. Throws `ConfigError` with every problem at once, each named by its place in the
 * file and never by its value. `name` is what the operator calls the source: a path or a variable.
 */
export function parseKeys(text: string, name: string, workload: string, now: Date): KeySet {
  const problems: string[] = [];
  const report: Report = (place, problem) => problems.push(`${name}: ${place === '' ? '' : `${place} `}${problem}`);
  const file = parseKeyFile(text, report);
  const keys = file && keysOf(file, report);
  if (file !== null) checkContents(file, workload, now, report);
  if (keys === null || problems.length > 0) throw new ConfigError(problems);
  return keys;
}

/** Whom the file knows already, but not in this direction: it is of a version that did not know this call. */
function reportMissingPairs({ workload, pairSecrets }: KeyFile, report: Report): void {
  const own = pairSecrets.filter(({ caller, receiver }) => caller === workload || receiver === workload);
  const peers = own.map(({ caller, receiver }) => (caller === workload ? receiver : caller));
  for (const { caller, receiver } of pairsOf([...new Set([workload, ...peers])]))
    if (caller === workload || receiver === workload)
      if (!own.some((pair) => caller === pair.caller && receiver === pair.receiver))
        report('pairSecrets', `lacks the pair ${caller} → ${receiver}, which is new in this version; ${ADD}`);
}

/** The file's shape. What JSON.parse says about a syntax error quotes the text, so it is not passed on. */
export function parseKeyFile(text: string, report: Report): KeyFile | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    report('', 'is not JSON; make it with the keys command');
    return null;
  }
  const result = keyFileSchema.safeParse(json);
  if (result.success) return result.data;
  for (const issue of result.error.issues)
    report(issue.path.join('.'), issue.code === 'invalid_type' ? 'is missing or of the wrong type' : issue.message);
  return null;
}

function keysOf(file: KeyFile, report: Report): KeySet {
  const secrets = <Entry extends SecretEntry>(entries: readonly Entry[], place: string) =>
    entries.map((entry, index) => ({
      ...timesOf(entry),
      key: secretKey(entry.secret, `${place}.${index}.secret`, report),
    }));
  const pairs = secrets(file.pairSecrets, 'pairSecrets');
  return {
    workload: file.workload,
    signingKeys: file.signingKeys.flatMap((entry, index) => signingKey(entry, `signingKeys.${index}.jwk`, report)),
    accessTokenKeys: file.accessTokenKeys.flatMap((entry, index) =>
      signingKey(entry, `accessTokenKeys.${index}.jwk`, report),
    ),
    pairSecrets: file.pairSecrets.flatMap(({ caller, receiver }, index) =>
      pairs.slice(index, index + 1).map((secret) => ({ ...secret, caller, receiver })),
    ),
    consistencyKeys: secrets(file.consistencyKeys, 'consistencyKeys'),
    peppers: secrets(file.peppers, 'peppers'),
  };
}

function timesOf({ kid, signFrom, acceptUntil }: DatedEntry): Omit<DatedSecret, 'key'> {
  return { kid, signFrom: new Date(signFrom), acceptUntil: acceptUntil === null ? null : new Date(acceptUntil) };
}

/** HMAC-SHA-256 is as strong as its key: 256 bits, and random ones. A typed-in password has neither. */
function secretKey(text: string, place: string, report: Report): KeyObject {
  const bytes = Buffer.from(text, 'base64url');
  if (!/^[A-Za-z0-9_-]*$/.test(text)) report(place, 'is not base64url');
  else if (bytes.length < 32) report(place, `is too weak: it has ${bytes.length * 8} bits, at least 256 are needed`);
  else if (new Set(bytes).size < 12) report(place, 'is too weak: its bytes repeat; make it with the keys command');
  return createSecretKey(bytes);
}

function signingKey(entry: SigningKeyEntry, place: string, report: Report): readonly TokenSigningKey[] {
  const { kty, crv, x, d } = entry.jwk;
  if (kty !== 'OKP' || crv !== 'Ed25519') report(place, 'is not an Ed25519 key, the only kind that signs tokens');
  else if (d === undefined) report(place, 'has no private part (d), without which nothing can be signed');
  else {
    const privateKey = privateKeyOf({ kty, crv, x, d });
    if (privateKey === null) report(place, 'is not a usable Ed25519 key');
    else if (createPublicKey(privateKey).export({ format: 'jwk' })['x'] !== x)
      report(place, 'has a public part (x) that does not belong to its private part');
    else return [{ ...timesOf(entry), privateKey, publicJwk: { kty, crv, x } }];
  }
  return [];
}

function privateKeyOf(key: JsonWebKey): KeyObject | null {
  try {
    return createPrivateKey({ key, format: 'jwk' });
  } catch {
    return null; // OpenSSL's message says nothing that an operator could use
  }
}

function checkContents(file: KeyFile, workload: string, now: Date, report: Report): void {
  if (file.workload !== workload)
    report('workload', `says that this is the file of ${file.workload}; it was given to ${workload}`);
  file.pairSecrets.forEach(({ caller, receiver }, index) => {
    if (caller !== file.workload && receiver !== file.workload)
      report(`pairSecrets.${index}`, 'belongs to two other workloads');
  });
  const pairs = grouped(file.pairSecrets, ({ caller, receiver }) => `pairSecrets of ${caller} at ${receiver}`);
  const groups: readonly (readonly [string, readonly DatedEntry[]])[] = [
    ...pairs,
    ['signingKeys', file.signingKeys],
    ['accessTokenKeys', file.accessTokenKeys],
    ['consistencyKeys', file.consistencyKeys],
  ];
  for (const [place, entries] of groups) checkGroup(place, entries, now, report);
  if (pairs.size === 0) report('pairSecrets', 'is empty: this workload could talk to nobody');
  reportMissingPairs(file, report);
  if (MINTERS.includes(workload) && file.signingKeys.length === 0)
    report('signingKeys', `is empty: ${workload} mints transaction tokens`);
  if (TOKEN_ISSUERS.includes(workload) && file.accessTokenKeys.length === 0)
    report('accessTokenKeys', `is empty: ${workload} issues access tokens; ${ADD}`);
  if (isDomain(workload) && file.consistencyKeys.length === 0)
    report('consistencyKeys', 'is empty: every domain needs them');
  if (PEPPERED.includes(workload) && file.peppers.length === 0)
    report('peppers', `is empty: ${workload} keeps keyed hashes`);
}

function checkGroup(place: string, entries: readonly DatedEntry[], now: Date, report: Report): void {
  const accepted = entries.filter(({ acceptUntil }) => acceptUntil === null || new Date(acceptUntil) > now);
  if (new Set(entries.map(({ kid }) => kid)).size < entries.length) report(place, 'has two entries with the same kid');
  if (entries.some(({ signFrom, acceptUntil }) => acceptUntil !== null && acceptUntil <= signFrom))
    report(place, 'has an entry whose acceptUntil is not after its signFrom');
  if (accepted.length > 2) report(place, `has ${accepted.length} valid entries; two are enough for a rotation`);
  if (entries.length > 0 && accepted.length === 0)
    report(place, 'has only entries that are rotated out; rotate the keys');
}
