import type { Credential } from '../credential.js';
import { proofKindOf, type Shown, type ShownInstance } from '../proof-kind.js';

/**
 * What a caller would show who does everything right: what the kind of its credential proves, and the instance that somebody
 * names. For simulations; nobody has shown any of it.
 */
export function shownAtBest(
  { kind, federation }: Pick<Credential, 'kind' | 'federation'>,
  instance: ShownInstance | null,
  now: Date,
): Shown {
  const own = proofKindOf(kind);
  const proofKind = instance !== null && own === 'BEARER' ? 'DPOP' : own;
  if (federation === null) return { proofKind, attestation: null, instance };
  const { issuer, jwksUri, subjectPattern, audience } = federation;
  const attestation = { issuer, jwksUri, subject: subjectPattern, audiences: [audience], at: now, process: null };
  return { proofKind, attestation, instance };
}
