import type { Database } from '@bailiwick/database';
import { ASYMMETRIC_ALGORITHMS, KeysUnreachable, type KeySets } from '@bailiwick/subgraph-host/issuer-keys';
import { errors, jwtVerify } from 'jose';
import { subjectHash } from '../domain/derived-id.js';
import { listProviderEntries, type ProviderEntry } from '../store/directory.js';
import type { IdentityTables } from '../store/tables.js';
import { readPresentedToken, SKEW_SECONDS, SubjectTokenRefused, type PresentedToken } from './presented-token.js';

/** One token is verified against at most so many different key sets a round. */
const KEY_SETS_MAX = 16;
const DEVELOPMENT = 'urn:bailiwick:dev';

/** Who signed in, and which tenants' connections vouch for it. */
export interface VerifiedSubject {
  readonly issuer: string;
  readonly subjectHash: string;
  readonly multiFactor: boolean;
  readonly expiresAt: Date;
  /** The connections whose keys verified the token; never empty. */
  readonly fingerprints: readonly string[];
}

export interface SubjectVerifier {
  readonly database: Database<IdentityTables>;
  readonly keySets: KeySets;
  readonly trustDomain: string;
}

/**
 * Any tenant may connect an issuer and audience with whatever keys it names. So the token is verified per key set, and
 * counts only for the tenants whose own key set verified it. Throws `SubjectTokenRefused` or `KeysUnreachable`.
 */
export async function verifySubject(verifier: SubjectVerifier, token: string, now: Date): Promise<VerifiedSubject> {
  const presented = readPresentedToken(token, now);
  if (presented.issuer.startsWith(DEVELOPMENT) && verifier.trustDomain !== DEVELOPMENT)
    throw new SubjectTokenRefused('the development issuer');
  const hash = subjectHash(presented.issuer, presented.subject);
  const entries = await verifier.database.inSystem('directory', (tx) =>
    listProviderEntries(tx, presented.issuer, presented.audiences, hash),
  );
  if (entries.length === 0) throw new SubjectTokenRefused('no tenant has connected this issuer and audience');
  const verifying = await findVerifyingKeySets(verifier, token, presented, { rounds: keySetsToTry(entries), now });
  const fingerprints = entries.filter(({ jwksUri }) => verifying.has(jwksUri)).map(({ fingerprint }) => fingerprint);
  const { issuer, multiFactor, expiresAt } = presented;
  return { issuer, subjectHash: hash, multiFactor, expiresAt, fingerprints: [...new Set(fingerprints)] };
}

/**
 * First the key sets of tenants that know the subject, then, if none of those verified it, the others, the oldest
 * connections first. The second round is for people whom so far only a tenant with keys of its own claims to know. What
 * the caller requested plays no part: otherwise the answer would tell which tenants connected what.
 */
function keySetsToTry(entries: readonly ProviderEntry[]): readonly (readonly string[])[] {
  const linked = new Set(entries.filter((entry) => entry.linked).map(({ jwksUri }) => jwksUri));
  const others = new Set(entries.map(({ jwksUri }) => jwksUri).filter((jwksUri) => !linked.has(jwksUri)));
  return [linked, others].map((uris) => [...uris].slice(0, KEY_SETS_MAX));
}

interface Attempt {
  readonly rounds: readonly (readonly string[])[];
  readonly now: Date;
}

async function findVerifyingKeySets(
  verifier: SubjectVerifier,
  token: string,
  presented: PresentedToken,
  attempt: Attempt,
): Promise<ReadonlySet<string>> {
  const failures: unknown[] = [];
  for (const round of attempt.rounds) {
    const outcomes = await Promise.allSettled(
      round.map((jwksUri) => verifySignature(verifier, token, presented, jwksUri, attempt.now)),
    );
    const verifying = round.filter((_jwksUri, index) => outcomes[index]?.status === 'fulfilled');
    if (verifying.length > 0) return new Set(verifying);
    for (const outcome of outcomes) if (outcome.status === 'rejected') failures.push(outcome.reason);
  }
  throw causeOf(failures);
}

async function verifySignature(
  verifier: SubjectVerifier,
  token: string,
  presented: PresentedToken,
  jwksUri: string,
  now: Date,
): Promise<void> {
  const { issuer, audiences } = presented;
  await jwtVerify(token, verifier.keySets.keyOf({ issuer, jwksUri }), {
    algorithms: [...ASYMMETRIC_ALGORITHMS],
    issuer,
    audience: [...audiences],
    clockTolerance: SKEW_SECONDS,
    currentDate: now,
  });
}

/** A token that no key verified is refused; where a key set could not be read, nobody knows, and the caller may try again. */
function causeOf(failures: readonly unknown[]): Error {
  const unreachable = failures.find(
    (failure) => failure instanceof KeysUnreachable || failure instanceof errors.JWKSTimeout,
  );
  if (unreachable instanceof Error) return new KeysUnreachable(unreachable.message);
  const [first] = failures;
  return new SubjectTokenRefused(
    first instanceof errors.JOSEError ? first.code : 'the signature could not be verified',
  );
}
