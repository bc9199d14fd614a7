import type { TenantTransaction } from '@bailiwick/database';
import { isVersionAccepted, type Credential } from '../domain/credential.js';
import { BEARER, type Shown } from '../domain/proof-kind.js';
import { processIn } from '../domain/runtime-process.js';
import type { PresentedKey } from '../domain/secret-format.js';
import type { Proof } from '../domain/trust/trust-facts.js';
import type { CredentialsSettings } from '../settings.js';
import { findAccessToken, type IssuedToken } from '../store/access-token.js';
import { findCredential } from '../store/credential.js';
import { findProofs, findVersionStanding, type StoredProof } from '../store/credential-proof.js';
import { insertSeenProof } from '../store/seen-proof.js';
import type { CredentialsTables } from '../store/tables.js';
import { isSecretOf } from '../trust/hash-secret.js';
import type { ClientEvidence, Evidence, TokenEvidence } from './evidence.js';
import { instanceOf } from './instance-of.js';

type Tx = TenantTransaction<CredentialsTables>;
type Standing = Pick<StoredProof, 'number' | 'state' | 'overlapEndsAt'>;

export interface Proven {
  readonly proof: Proof;
  /** Null when nothing has this reference. */
  readonly credentialId: string | null;
  /** The version that proves it. Null unless one does. */
  readonly version: Pick<StoredProof, 'number' | 'state'> | null;
  readonly shown: Shown;
  /** When what was presented ends by itself, and whether each use of it needs a proof of its own. */
  readonly endsAt: Date | null;
  readonly isBound: boolean;
}

const NOTHING = { credentialId: null, version: null, shown: BEARER, endsAt: null, isBound: false } as const;

/** Is this what proves the credential that it names? */
export function prove(tx: Tx, evidence: Evidence, settings: CredentialsSettings, now: Date): Promise<Proven> {
  switch (evidence.kind) {
    case 'KEY':
      return proveKey(tx, evidence.key, settings, now);
    case 'TOKEN':
      return proveToken(tx, evidence, now);
    case 'CLIENT':
      return proveClient(tx, evidence, now);
  }
}

/** Whoever has proven something. Everybody else is answered before anything more is looked at. */
export function isProven({ proof }: Proven): boolean {
  return proof === 'MATCHED' || proof === 'RETIRED_VERSION' || proof === 'PENDING_VERSION';
}

/** Refused before anything was proven, for a credential that may exist. */
export function unproven(proof: Proof, credentialId: string | null): Proven {
  return { ...NOTHING, proof, credentialId };
}

/** The same statement and one comparison, whatever the answer. What is no API key is none here, whatever it proves elsewhere. */
async function proveKey(tx: Tx, key: PresentedKey, settings: CredentialsSettings, now: Date): Promise<Proven> {
  const found = await findProofs(tx, key.reference);
  const version = versionOf(key, found?.proofs ?? [], settings, now);
  if (found === null) return unproven('UNKNOWN', null);
  const { credentialId, kind } = found;
  if (version === null || kind !== 'API_KEY') return unproven('MISMATCHED', credentialId);
  return provenBy(version, credentialId, now);
}

/** Which of a credential's versions the key proves. There is something to compare with also where there is nothing. */
export function versionOf(
  key: PresentedKey,
  proofs: readonly StoredProof[],
  settings: CredentialsSettings,
  now: Date,
): StoredProof | null {
  const peppers = settings.peppers();
  const candidates: readonly (StoredProof | null)[] = proofs.length === 0 ? [null] : proofs;
  return candidates.filter((candidate) => isSecretOf(candidate, key.whole, peppers, now))[0] ?? null;
}

export function provenBy(version: StoredProof, credentialId: string, now: Date): Proven {
  return { ...NOTHING, proof: standingOf(version, now), credentialId, version };
}

/** A token counts while its row does and its version does; a bound one only with a proof of its key, made for this request alone. */
async function proveToken(tx: Tx, { token, dpop }: TokenEvidence, now: Date): Promise<Proven> {
  const credential = await findCredential(tx, token.clientId);
  const issued = await findAccessToken(tx, token.jti);
  if (credential === null || issued === null) return unproven('UNKNOWN', credential?.id ?? null);
  const { proofKind, attestation, keyThumbprint, versionNumber } = issued;
  const shown = { proofKind, attestation, instance: await instanceOf(tx, keyThumbprint, null, credential) };
  const isBound = keyThumbprint !== null;
  const told = { credentialId: credential.id, version: null, shown, endsAt: token.expiresAt, isBound };
  const isOfIt = issued.credentialId === credential.id && keyThumbprint === token.boundTo;
  if (!isOfIt || issued.revokedAt !== null) return { ...told, proof: 'INVALID' };
  const problem = await possessionProblem(tx, issued, dpop, now);
  return problem === null
    ? { ...told, ...(await standing(tx, credential, versionNumber, now)) }
    : { ...told, proof: problem };
}

/** The protocol's library has compared secret, signature or assertion; here it is only whether that version still counts. */
async function proveClient(tx: Tx, client: ClientEvidence, now: Date): Promise<Proven> {
  const { versionNumber, proofKind, attestation, keyThumbprint } = client;
  const credential = await findCredential(tx, client.credentialId);
  if (credential === null) return unproven('UNKNOWN', null);
  const instance = await instanceOf(tx, keyThumbprint, processIn(attestation), credential);
  const shown = { proofKind, attestation, instance };
  return { ...NOTHING, credentialId: credential.id, shown, ...(await standing(tx, credential, versionNumber, now)) };
}

async function possessionProblem(
  tx: Tx,
  { keyThumbprint }: IssuedToken,
  dpop: TokenEvidence['dpop'],
  now: Date,
): Promise<Proof | null> {
  if (keyThumbprint === null) return dpop.state === 'NONE' ? null : 'INVALID';
  if (dpop.state === 'NONE') return 'MISSING';
  if (dpop.state !== 'PROVEN' || dpop.thumbprint !== keyThumbprint) return 'INVALID';
  return (await insertSeenProof(tx, dpop.digest, dpop.expiresAt, now)) ? null : 'REPLAYED';
}

async function standing(
  tx: Tx,
  credential: Credential,
  number: number,
  now: Date,
): Promise<Pick<Proven, 'proof' | 'version'>> {
  const version = await findVersionStanding(tx, credential.id, number);
  return version === null ? { proof: 'MISMATCHED', version } : { proof: standingOf(version, now), version };
}

function standingOf(version: Standing, now: Date): Proof {
  if (version.state === 'PENDING_APPROVAL') return 'PENDING_VERSION';
  return isVersionAccepted(version, now) ? 'MATCHED' : 'RETIRED_VERSION';
}
