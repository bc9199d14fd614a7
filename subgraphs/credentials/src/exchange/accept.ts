import type { TenantTransaction } from '@bailiwick/database';
import type { TransactionContext } from '@bailiwick/transaction-token';
import { isUsable, type Credential } from '../domain/credential.js';
import type { MachineIdentity } from '../domain/machine-identity.js';
import { shownRuntime } from '../domain/trust/shown-runtime.js';
import { endOf } from '../domain/trust/token-end.js';
import { lockCredential } from '../store/credential.js';
import { replaceVersionActive, takeUse } from '../store/credential-proof.js';
import type { CredentialsTables } from '../store/tables.js';
import { moveCredential } from '../store/transition.js';
import { machineContext } from '../trust/machine-context.js';
import type { Judged } from './evaluate.js';
import type { JudgeServices, Presentation } from './judge.js';
import type { Proven } from './prove.js';

type Tx = TenantTransaction<CredentialsTables>;

export interface Trusted {
  readonly told: 'ALLOWED';
  readonly context: TransactionContext;
  readonly end: Date;
  readonly mayBeCached: boolean;
  readonly decisionId: string;
}

export interface Acceptable extends Judged {
  readonly proven: Proven;
  readonly now: Date;
}

/**
 * Counts the use and says what the token will say. Nothing is written here but a first use, which makes a STAGED credential
 * ACTIVE, and a use of which there are only so many. Null when it was too late for that.
 */
export async function accept(
  tx: Tx,
  services: JudgeServices,
  presentation: Presentation,
  judged: Acceptable,
): Promise<Trusted | null> {
  const { credential, version } = provenIn(judged);
  if (isFirstUse(judged) && !(await activate(tx, credential, version.number, judged))) return null;
  if (credential.maxUses !== null && !(await takeUse(tx, credential.id))) return null;
  return trust(services, presentation, judged);
}

/** The same where it writes nothing. Null where it would. */
export function acceptWithoutWriting(
  services: JudgeServices,
  presentation: Presentation,
  judged: Acceptable,
): Trusted | null {
  const writes = isFirstUse(judged) || provenIn(judged).credential.maxUses !== null;
  return writes ? null : trust(services, presentation, judged);
}

function trust(services: JudgeServices, presentation: Presentation, judged: Acceptable): Trusted {
  const { credential, identity, version } = provenIn(judged);
  const decisionId = recordUse(services, presentation, judged, credential, version.number);
  return {
    told: 'ALLOWED',
    context: contextOf(services, presentation, judged, { credential, identity }),
    end: earlier(endOf(credential, identity), judged.proven.endsAt),
    mayBeCached: credential.maxUses === null && !judged.proven.isBound,
    decisionId,
  };
}

function provenIn({ facts: { credential, identity }, proven: { version } }: Acceptable) {
  if (credential === null || identity === null || version === null)
    throw new Error('A chain without a credential was allowed.');
  return { credential, identity, version };
}

function isFirstUse(judged: Acceptable): boolean {
  const { credential, version } = provenIn(judged);
  return credential.state === 'STAGED' || version.state === 'STAGED';
}

async function activate(tx: Tx, { id }: Credential, version: number, { facts, now }: Acceptable): Promise<boolean> {
  const credential = await lockCredential(tx, id);
  if (credential === null || !isUsable(credential.state)) return false;
  const by = { kind: 'MACHINE', id: credential.machineIdentityId, label: facts.identity?.name ?? '' } as const;
  if (credential.state === 'STAGED')
    await moveCredential(tx, credential, 'ACTIVE', { by, at: now, code: 'credentials.live', note: 'First use.' });
  await replaceVersionActive(tx, id, version);
  return true;
}

function recordUse(
  { usage }: JudgeServices,
  { home, address, acting, requestId }: Presentation,
  { facts, chain, epoch, txn, decision, now: at }: Acceptable,
  credential: Credential,
  versionNumber: number,
): string {
  const answers = chain.map(({ verdict, reason, evidence }) => `${verdict} ${reason.message} ${evidence.join(' ')}`);
  return usage.record({
    ...{ tenantId: home, txn, requestId, at, credentialId: credential.id, versionNumber, address, decision },
    runtimeId: shownRuntime(facts)?.id ?? null,
    isCounted: credential.maxUses !== null,
    answer: [credential.id, acting.id, address ?? '', epoch, ...answers].join('\n'),
  });
}

function contextOf(
  { trustDomain }: JudgeServices,
  { caller: requestingWorkload }: Presentation,
  { txn, facts, epoch, now }: Acceptable,
  { credential, identity }: { readonly credential: Credential; readonly identity: MachineIdentity },
): TransactionContext {
  return machineContext({ txn, facts, identity, credential, epoch, now, trustDomain, requestingWorkload });
}

/** What is made of an access token ends with it. */
function earlier(one: Date, other: Date | null): Date {
  return other !== null && other < one ? other : one;
}
