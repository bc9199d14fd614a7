import type { TenantTransaction } from '@bailiwick/database';
import type { Reason } from '@bailiwick/decision';
import type { DomainServices } from '@bailiwick/subgraph-host';
import type { TenantFact } from '../domain/facts.js';
import { copiedKey, type CopiedKey } from '../domain/trust/copied-key.js';
import { decideDisclosure } from '../domain/trust/disclosure.js';
import type { CredentialsSettings } from '../settings.js';
import type { CredentialsTables } from '../store/tables.js';
import { insertTrustDecision } from '../store/trust-decision.js';
import { accept, type Acceptable, type Trusted } from './accept.js';
import { evaluate } from './evaluate.js';
import { isProven, type Proven } from './prove.js';
import type { UsageLog } from './usage-log.js';

type Tx = TenantTransaction<CredentialsTables>;

export interface JudgeServices extends Pick<DomainServices<CredentialsTables>, 'clock' | 'log' | 'trustDomain'> {
  readonly settings: CredentialsSettings;
  readonly usage: UsageLog;
}

/** Something proven, presented at one home, to act in one tenant. */
export interface Presentation {
  readonly home: string;
  readonly acting: { readonly id: string; readonly fact: TenantFact | null };
  readonly address: string | null;
  readonly requestId: string;
  readonly caller: string;
}

/** `keep` writes the owner's record of it, to be called once the stranger has their answer. */
export interface Strange {
  readonly told: 'STRANGER';
  readonly keep: ((tx: Tx) => Promise<void>) | null;
  /** Written down with the refusal, not after it. Null unless two processes were found to have one key. */
  readonly copied: CopiedKey | null;
}
export type Verdict =
  Strange | { readonly told: 'HOLDER'; readonly reason: Reason; readonly decisionId: string } | Trusted;

/** What was found trustworthy, before anything is made of it. */
export interface Weighed extends Acceptable {
  readonly told: 'TRUSTED';
}

/** Weighs what was proven, and if it is trusted counts a use of it and says what the Txn-Token will say. */
export async function judge(
  tx: Tx,
  services: JudgeServices,
  presentation: Presentation,
  proven: Proven,
): Promise<Verdict> {
  const weighed = await weigh(tx, services, presentation, proven);
  if (weighed.told !== 'TRUSTED') return weighed;
  const accepted = await accept(tx, services, presentation, weighed);
  // Somebody changed it in between, or took its last use: what was read is no longer so, and is read again.
  return accepted ?? judge(tx, services, presentation, proven);
}

/** Only who has proven something makes us look further. All of it is one transaction. */
export async function weigh(
  tx: Tx,
  services: JudgeServices,
  presentation: Presentation,
  proven: Proven,
): Promise<Weighed | Exclude<Verdict, Trusted>> {
  const now = services.clock();
  if (!isProven(proven)) return refuseStranger(services, presentation, proven, now);
  const judged = await evaluate(tx, services.settings, presentation, proven, now);
  const disclosure = decideDisclosure(judged.chain);
  if (disclosure.told === 'STRANGER') {
    const copied = copiedKey(judged.chain, judged.facts.instance);
    return { ...refuseStranger(services, presentation, proven, now), copied };
  }
  if (disclosure.told === 'HOLDER') {
    const decision = judged.decision();
    await insertTrustDecision(tx, decision);
    return { told: 'HOLDER', reason: disclosure.reason, decisionId: decision.id };
  }
  return { told: 'TRUSTED', ...judged, proven, now };
}

/** Also for whoever was refused before they came here, with what was wrong in `proven`. */
export function refuseStranger(
  services: JudgeServices,
  presentation: Presentation,
  proven: Proven,
  now: Date,
): Strange {
  const { log } = services;
  const { home, requestId } = presentation;
  if (proven.credentialId === null) {
    log.info({ requestId, code: 'credentials.credential_unknown' }, 'credential refused');
    return { told: 'STRANGER', keep: null, copied: null };
  }
  const keep = async (tx: Tx): Promise<void> => {
    const decision = (await evaluate(tx, services.settings, presentation, proven, now)).decision();
    await insertTrustDecision(tx, decision);
    log.info({ requestId, tenantId: home, decisionId: decision.id, code: decision.reason.code }, 'credential refused');
  };
  return { told: 'STRANGER', keep, copied: null };
}
