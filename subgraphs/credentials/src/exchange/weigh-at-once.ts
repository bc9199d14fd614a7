import { decideDisclosure } from '../domain/trust/disclosure.js';
import type { PresentedKey } from '../domain/secret-format.js';
import type { KeyFactsRead } from '../store/trust-facts.js';
import { acceptWithoutWriting, type Trusted } from './accept.js';
import { answer, circumstancesOf } from './evaluate.js';
import type { JudgeServices, Presentation } from './judge.js';
import { provenBy, versionOf } from './prove.js';

/** What was presented, and what was read about it. */
export interface ReadKey {
  readonly key: PresentedKey;
  readonly credentialId: string;
  readonly read: KeyFactsRead;
}

/** Whether all of it is a yes by which nothing is written, and what the token will say then. Null if not. */
export function weighAtOnce(
  services: JudgeServices,
  presentation: Presentation,
  { key, credentialId, read }: ReadKey,
): Trusted | null {
  const { settings, clock } = services;
  const now = clock();
  const version = versionOf(key, read.proofs, settings, now);
  if (version === null) return null;
  const proven = provenBy(version, credentialId, now);
  const judged = answer(read.factsUnder(circumstancesOf(settings, presentation, proven)), presentation, now);
  if (judged.facts.credential?.kind !== 'API_KEY' || decideDisclosure(judged.chain).told !== 'ALLOWED') return null;
  return acceptWithoutWriting(services, presentation, { ...judged, proven, now });
}
