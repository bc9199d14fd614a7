import { randomUUID } from 'node:crypto';
import type { TenantTransaction } from '@bailiwick/database';
import type { Reason } from '@bailiwick/decision';
import type { DomainServices } from '@bailiwick/subgraph-host';
import type { TransactionContext } from '@bailiwick/transaction-token';
import type { TenantFact } from '../domain/facts.js';
import { BEARER } from '../domain/proof-kind.js';
import type { PresentedKey } from '../domain/secret-format.js';
import { decideOwnLinks } from '../domain/trust/chain.js';
import { decideDisclosure } from '../domain/trust/disclosure.js';
import type { LinkAnswer } from '../domain/trust/link.js';
import { decidePermissionsLink } from '../domain/trust/permissions.js';
import { shownRuntime } from '../domain/trust/shown-runtime.js';
import { endOf } from '../domain/trust/token-end.js';
import type { TrustDecision } from '../domain/trust/trust-decision.js';
import type { TrustFacts } from '../domain/trust/trust-facts.js';
import type { CredentialsSettings } from '../settings.js';
import { addUse } from '../store/credential-proof.js';
import { emitCredential } from '../store/emitted.js';
import { findEpoch } from '../store/revocation.js';
import type { CredentialsTables } from '../store/tables.js';
import { insertTrustDecision } from '../store/trust-decision.js';
import { readTrustFacts } from '../store/trust-facts.js';
import { recordOf } from '../trust/decision-record.js';
import { machineContext } from '../trust/machine-context.js';
import { isProven, prove, type Proven } from './prove.js';

type Tx = TenantTransaction<CredentialsTables>;

export interface JudgeServices extends Pick<DomainServices<CredentialsTables>, 'clock' | 'log' | 'trustDomain'> {
  readonly settings: CredentialsSettings;
}

/** A key, presented at one home, to act in one tenant. */
export interface Presentation {
  readonly key: PresentedKey;
  readonly home: string;
  readonly acting: { readonly id: string; readonly fact: TenantFact | null };
  readonly address: string | null;
  readonly requestId: string;
  readonly caller: string;
}

export interface Trusted {
  readonly told: 'ALLOWED';
  readonly context: TransactionContext;
  readonly end: Date;
  readonly mayBeCached: boolean;
  readonly decisionId: string;
}
/** `keep` writes the owner's record of it, to be called once the stranger has their answer. */
export interface Strange {
  readonly told: 'STRANGER';
  readonly keep: ((tx: Tx) => Promise<void>) | null;
}
export type Verdict =
  Strange | { readonly told: 'HOLDER'; readonly reason: Reason; readonly decisionId: string } | Trusted;

interface Judged {
  readonly facts: TrustFacts;
  readonly chain: readonly LinkAnswer[];
  readonly decision: TrustDecision;
}

/** Proof first; only who has proven something makes us look further. All of it is one transaction. */
export async function judge(tx: Tx, services: JudgeServices, presentation: Presentation): Promise<Verdict> {
  const now = services.clock();
  const proven = await prove(tx, presentation.key, services.settings, now);
  if (!isProven(proven)) return refuseStranger(services, presentation, proven, now);
  const judged = await evaluate(tx, services, presentation, proven, now);
  const { facts, chain, decision } = judged;
  const disclosure = decideDisclosure(chain);
  if (disclosure.told === 'STRANGER') return refuseStranger(services, presentation, proven, now);
  await insertTrustDecision(tx, decision);
  if (disclosure.told === 'HOLDER') return { told: 'HOLDER', reason: disclosure.reason, decisionId: decision.id };
  return accept(tx, services, presentation, { facts, proven, decision, now });
}

async function evaluate(
  tx: Tx,
  { settings }: JudgeServices,
  presentation: Presentation,
  { proof, credential }: Proven,
  now: Date,
): Promise<Judged> {
  const { acting, address, requestId } = presentation;
  const circumstances = {
    proof,
    hostEnvironment: settings.environment,
    actingTenant: acting,
    address,
    assumedRuntimeId: null,
    action: null,
    delegationId: null,
    ...BEARER,
  };
  const facts = await readTrustFacts(tx, credential, credential?.machineIdentityId ?? null, circumstances);
  const chain = [...decideOwnLinks(facts, 'T1_BEARER', now), decidePermissionsLink({ asked: 'EACH_REQUEST' }, [])];
  const decision = recordOf(facts, chain, {
    now,
    epoch: await findEpoch(tx),
    requiredTrust: 'T1_BEARER',
    simulated: false,
    requestId,
    txn: randomUUID(),
  });
  return { facts, chain, decision };
}

function refuseStranger(services: JudgeServices, presentation: Presentation, proven: Proven, now: Date): Verdict {
  const { log } = services;
  const { home, requestId } = presentation;
  if (proven.credential === null) {
    log.info({ requestId, code: 'credentials.credential_unknown' }, 'credential refused');
    return { told: 'STRANGER', keep: null };
  }
  const keep = async (tx: Tx): Promise<void> => {
    const { decision } = await evaluate(tx, services, presentation, proven, now);
    await insertTrustDecision(tx, decision);
    log.info({ requestId, tenantId: home, decisionId: decision.id, code: decision.reason.code }, 'credential refused');
  };
  return { told: 'STRANGER', keep };
}

interface Accepted {
  readonly facts: TrustFacts;
  readonly proven: Proven;
  readonly decision: TrustDecision;
  readonly now: Date;
}

/** Counts the use and says what the token will say. The first good use makes a STAGED credential ACTIVE. */
async function accept(
  tx: Tx,
  { trustDomain }: JudgeServices,
  presentation: Presentation,
  { facts, proven, decision, now }: Accepted,
): Promise<Verdict> {
  const { credential, identity } = facts;
  if (credential === null || identity === null || decision.txn === null)
    throw new Error('A chain without a credential was allowed.');
  await addUse(tx, credential, {
    at: now,
    versionNumber: proven.versionNumber,
    runtimeId: shownRuntime(facts)?.id ?? null,
    address: presentation.address,
  });
  if (credential.state === 'STAGED')
    await emitCredential(tx, { ...credential, state: 'ACTIVE', version: credential.version + 1 });
  const context = machineContext({
    txn: decision.txn,
    facts,
    identity,
    credential,
    epoch: decision.epoch,
    now,
    trustDomain,
    requestingWorkload: presentation.caller,
  });
  return {
    told: 'ALLOWED',
    context,
    end: endOf(credential, identity),
    mayBeCached: credential.maxUses === null,
    decisionId: decision.id,
  };
}
