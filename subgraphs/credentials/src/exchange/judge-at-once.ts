import type { Database } from '@bailiwick/database';
import type { PresentedKey } from '../domain/secret-format.js';
import { readKeyFacts } from '../store/trust-facts.js';
import type { CredentialsTables } from '../store/tables.js';
import type { Trusted } from './accept.js';
import type { JudgeServices, Presentation } from './judge.js';
import { weighAtOnce } from './weigh-at-once.js';

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
  const { database } = services;
  const read = await database.inTenant(presentation.home, (tx) => readKeyFacts(tx, credentialId), { oneRead: true });
  return weighAtOnce(services, presentation, { key, credentialId, read });
}
