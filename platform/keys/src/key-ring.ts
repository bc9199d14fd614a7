import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { pairsOf, WORKLOAD_TABLE, type WorkloadTable } from '@bailiwick/request-signature';
import type { DatedEntry, KeyFile, PairSecretEntry, SecretEntry, SigningKeyEntry } from './key-file.js';
import { isDomain, MINTERS, PEPPERED, TOKEN_ISSUERS } from './key-set.js';

/** All keys of one installation, before each workload is given its share. Exists only while keys are made or rotated. */
export interface KeyRing {
  readonly workloads: readonly string[];
  readonly signingKeys: readonly (SigningKeyEntry & { readonly minter: string })[];
  readonly accessTokenKeys: readonly (SigningKeyEntry & { readonly issuer: string })[];
  readonly pairSecrets: readonly PairSecretEntry[];
  readonly consistencyKeys: readonly SecretEntry[];
  readonly peppers: readonly SecretEntry[];
}

/** Puts the shares together. Where an interrupted write left two files different, the ring has what either has. */
export function ringOf(files: readonly KeyFile[]): KeyRing {
  return {
    workloads: files.map(({ workload }) => workload),
    signingKeys: files.flatMap(({ workload, signingKeys }) => signingKeys.map((key) => ({ ...key, minter: workload }))),
    accessTokenKeys: files.flatMap(({ workload, accessTokenKeys }) =>
      accessTokenKeys.map((key) => ({ ...key, issuer: workload })),
    ),
    pairSecrets: united(
      files.flatMap(({ pairSecrets }) => pairSecrets),
      ({ caller, receiver, kid }) => `${caller} ${receiver} ${kid}`,
    ),
    consistencyKeys: united(
      files.flatMap(({ consistencyKeys }) => consistencyKeys),
      ({ kid }) => kid,
    ),
    peppers: united(
      files.flatMap(({ peppers }) => peppers),
      ({ kid }) => kid,
    ),
  };
}

/** Each workload's share: what it calls with, what it is called with, what it mints with. */
export function filesOf(ring: KeyRing): readonly KeyFile[] {
  return ring.workloads.map((workload) => ({
    version: 1,
    workload,
    signingKeys: ring.signingKeys.filter(({ minter }) => minter === workload).map(entryOf),
    accessTokenKeys: ring.accessTokenKeys.filter(({ issuer }) => issuer === workload).map(entryOf),
    pairSecrets: ring.pairSecrets.filter(({ caller, receiver }) => caller === workload || receiver === workload),
    consistencyKeys: isDomain(workload) ? [...ring.consistencyKeys] : [],
    peppers: PEPPERED.includes(workload) ? [...ring.peppers] : [],
  }));
}

/** The ring with whatever these workloads still lack: everything at first, later the share of one that was added. */
export function completed(
  ring: KeyRing,
  workloads: readonly string[],
  signFrom: Date,
  table: WorkloadTable = WORKLOAD_TABLE,
): KeyRing {
  const all = [...new Set([...ring.workloads, ...workloads])];
  const minters = MINTERS.filter(
    (minter) => all.includes(minter) && !ring.signingKeys.some((key) => key.minter === minter),
  );
  const issuers = TOKEN_ISSUERS.filter(
    (issuer) => all.includes(issuer) && !ring.accessTokenKeys.some((key) => key.issuer === issuer),
  );
  const pairs = pairsOf(all, table).filter(
    ({ caller, receiver }) =>
      !ring.pairSecrets.some((secret) => secret.caller === caller && secret.receiver === receiver),
  );
  return {
    workloads: all,
    signingKeys: [...ring.signingKeys, ...minters.map((minter) => ({ ...newSigningKey(signFrom), minter }))],
    accessTokenKeys: [...ring.accessTokenKeys, ...issuers.map((issuer) => ({ ...newSigningKey(signFrom), issuer }))],
    pairSecrets: [...ring.pairSecrets, ...pairs.map((pair) => ({ ...newSecret(signFrom), ...pair }))],
    consistencyKeys: ring.consistencyKeys.length > 0 ? ring.consistencyKeys : [newSecret(signFrom)],
    peppers: ring.peppers.length > 0 ? ring.peppers : [newSecret(signFrom)],
  };
}

function entryOf({ kid, signFrom, acceptUntil, jwk }: SigningKeyEntry): SigningKeyEntry {
  return { kid, signFrom, acceptUntil, jwk };
}

export function newSecret(signFrom: Date): SecretEntry {
  return { ...newTimes(signFrom), secret: randomBytes(32).toString('base64url') };
}

export function newSigningKey(signFrom: Date): SigningKeyEntry {
  const { x = '', d = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return { ...newTimes(signFrom), jwk: { kty: 'OKP', crv: 'Ed25519', x, d } };
}

function newTimes(signFrom: Date): DatedEntry {
  return { kid: randomBytes(6).toString('hex'), signFrom: signFrom.toISOString(), acceptUntil: null };
}

/** One entry per key. Of two that differ in their end, the one that ends: it is the later word. */
function united<Entry extends DatedEntry>(entries: readonly Entry[], key: (entry: Entry) => string): readonly Entry[] {
  const byKey = new Map<string, Entry>();
  for (const entry of entries) {
    if (byKey.get(key(entry))?.acceptUntil === undefined || entry.acceptUntil !== null) byKey.set(key(entry), entry);
  }
  return [...byKey.values()];
}
