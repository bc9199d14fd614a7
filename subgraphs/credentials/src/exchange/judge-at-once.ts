import type { Database } from '@bailiwick/database';
import { decideDisclosure } from '../domain/trust/disclosure.js';
import type { PresentedKey } from '../domain/secret-format.js';
import { readKeyFacts } from '../store/trust-facts.js';
import type { CredentialsTables } from '../store/tables.js';
import { acceptWithoutWriting, type Trusted } from './accept.js';
import { answer, circumstancesOf } from './evaluate.js';
import type { JudgeServices, Presentation } from './judge.js';
import { provenBy, versionOf } from './prove.js';

/**
 * Most keys have come before, are trusted, and change nothing by being used: proof and facts are then read in one statement, which
 * is one round trip to the database. Null for all others, which are judged from the beginning in a transaction that can
 * write what it finds: here nothing is kept but the use of who is trusted, and nobody refused.
 */
export async function judgeAtOnce(
  services: JudgeServices & { readonly database: Database<CredentialsTables> },
  presentation: Presentation,
  credentialId: string,
  key: PresentedKey,
): Promise<Trusted | null> {
  const { database, settings, clock } = services;
  const read = await database.inTenant(presentation.home, (tx) => readKeyFacts(tx, credentialId), { oneRead: true });
  const now = clock();
  const version = versionOf(key, read.proofs, settings, now);
  if (version === null) return null;
  const proven = provenBy(version, credentialId, now);
  const judged = answer(read.factsUnder(circumstancesOf(settings, presentation, proven)), presentation, now);
  if (judged.facts.credential?.kind !== 'API_KEY' || decideDisclosure(judged.chain).told !== 'ALLOWED') return null;
  return acceptWithoutWriting(services, presentation, { ...judged, proven, now });
}
