import { randomUUID } from 'node:crypto';
import type { TenantTransaction } from '@bailiwick/database';
import { decideOwnLinks } from '../domain/trust/chain.js';
import type { LinkAnswer } from '../domain/trust/link.js';
import { decidePermissionsLink } from '../domain/trust/permissions.js';
import type { TrustDecision } from '../domain/trust/trust-decision.js';
import type { TrustFacts } from '../domain/trust/trust-facts.js';
import type { CredentialsSettings } from '../settings.js';
import type { CredentialsTables } from '../store/tables.js';
import { readTrustFacts, type Circumstances, type FactsRead } from '../store/trust-facts.js';
import { recordOf } from '../trust/decision-record.js';
import type { Presentation } from './judge.js';
import type { Proven } from './prove.js';

/** What one presentation comes to. The record is made only where it is kept. */
export interface Judged {
  readonly facts: TrustFacts;
  readonly epoch: number;
  readonly txn: string;
  readonly chain: readonly LinkAnswer[];
  readonly decision: () => TrustDecision;
}

export async function evaluate(
  tx: TenantTransaction<CredentialsTables>,
  settings: CredentialsSettings,
  presentation: Presentation,
  proven: Proven,
  now: Date,
): Promise<Judged> {
  const subject = { credentialId: proven.credentialId, machineIdentityId: null };
  return answer(await readTrustFacts(tx, subject, circumstancesOf(settings, presentation, proven)), presentation, now);
}

export function circumstancesOf(
  { environment: hostEnvironment }: CredentialsSettings,
  { acting: actingTenant, address }: Presentation,
  { proof, shown }: Proven,
): Circumstances {
  const unasked = { assumedRuntimeId: null, action: null, delegationId: null } as const;
  return { proof, hostEnvironment, actingTenant, address, ...unasked, ...shown };
}

/** The chain, from facts that were true together. */
export function answer({ facts, epoch }: FactsRead, { requestId }: Presentation, now: Date): Judged {
  const chain = [...decideOwnLinks(facts, 'T1_BEARER', now), decidePermissionsLink({ asked: 'EACH_REQUEST' }, [])];
  const txn = randomUUID();
  const occasion = { now, epoch, requiredTrust: 'T1_BEARER', simulated: false, requestId, txn } as const;
  return { facts, epoch, txn, chain, decision: () => recordOf(facts, chain, occasion) };
}
