import { randomUUID } from 'node:crypto';
import type { DomainServices, Session } from '@bailiwick/subgraph-host';
import { Unavailable } from '@bailiwick/subgraph-host';
import type { TrustLevel } from '@bailiwick/decision';
import { actions } from '../domain/actions.js';
import type { Credential } from '../domain/credential.js';
import type { TenantFact } from '../domain/facts.js';
import { BEARER } from '../domain/proof-kind.js';
import { decideOwnLinks, mayAskAccess } from '../domain/trust/chain.js';
import { decidePermissionsLink, type PermissionAnswer } from '../domain/trust/permissions.js';
import { shownAtBest } from '../domain/trust/shown-at-best.js';
import type { TrustDecision } from '../domain/trust/trust-decision.js';
import type { TrustFacts } from '../domain/trust/trust-facts.js';
import type { CredentialsSettings } from '../settings.js';
import { findCredential, findCredentialToPresent } from '../store/credential.js';
import { findEntitlement, findReadiness, findTenantFact } from '../store/fact.js';
import { findMachineIdentity } from '../store/machine-identity.js';
import { findInstance } from '../store/runtime-instance.js';
import { isUuid } from '../store/stored-json.js';
import type { CredentialsTables } from '../store/tables.js';
import { insertTrustDecision } from '../store/trust-decision.js';
import { readTrustFacts } from '../store/trust-facts.js';
import { recordOf } from './decision-record.js';
import { machineContext } from './machine-context.js';

export interface DecideTrustInput {
  readonly credentialId?: string | null;
  readonly machineIdentityId?: string | null;
  readonly actingTenantId: string;
  readonly action: string;
  readonly runtimeId?: string | null;
  readonly instanceId?: string | null;
  readonly address?: string | null;
  readonly delegationId?: string | null;
  readonly at?: Date | null;
}

export interface TrustServices extends Pick<
  DomainServices<CredentialsTables>,
  'database' | 'tokens' | 'access' | 'trustDomain'
> {
  readonly settings: CredentialsSettings;
}

type CredentialsSession = Session<CredentialsTables>;

interface Read {
  readonly facts: TrustFacts;
  readonly epoch: number;
  readonly evidence: readonly string[];
}

const PROVISIONAL_SECONDS = 5;

/**
 * The whole chain, as if the machine called now: facts are read, every link is evaluated, and access is asked outside any
 * transaction, in the machine's own name. Null when the tenant has no such machine. Uses and budgets stay as they are.
 */
export async function decideTrust(
  services: TrustServices,
  session: CredentialsSession,
  input: DecideTrustInput,
): Promise<TrustDecision | null> {
  const elsewhere = await readOtherTenant(services, session, input);
  const now = input.at ?? session.now;
  const read = await session.read('credentials.trust.decide', (tx) => readFacts(tx, services, input, elsewhere, now));
  if (read === null) return null;
  const requiredTrust = requiredFor(input.action);
  const own = decideOwnLinks(read.facts, requiredTrust, now);
  const permission: PermissionAnswer = mayAskAccess(own)
    ? await askAccess(services, session, read)
    : { asked: 'NOT_ASKED' };
  const chain = [...own, decidePermissionsLink(permission, read.evidence)];
  const decision = recordOf(read.facts, chain, {
    now,
    epoch: read.epoch,
    requiredTrust,
    simulated: true,
    requestId: session.requestId,
    txn: null,
  });
  await services.database.inTenant(session.tenantId, (tx) => insertTrustDecision(tx, decision), {
    requestId: session.requestId,
  });
  return decision;
}

/** An action of another domain states its level to access, which asks for it in its own answer. */
function requiredFor(action: string): TrustLevel {
  return actions.find(({ name }) => name === action)?.requiredTrust ?? 'T1_BEARER';
}

async function readOtherTenant(
  { database }: TrustServices,
  session: CredentialsSession,
  { actingTenantId }: DecideTrustInput,
): Promise<TenantFact | null> {
  if (actingTenantId === session.tenantId || !isUuid(actingTenantId)) return null;
  return database.inTenant(actingTenantId, (tx) => findTenantFact(tx), { readOnly: true });
}

type Tx = Parameters<Parameters<CredentialsSession['readOpen']>[0]>[0];

async function readFacts(
  tx: Tx,
  { settings }: TrustServices,
  input: DecideTrustInput,
  elsewhere: TenantFact | null,
  now: Date,
): Promise<Read | null> {
  const subject = await findSubject(tx, input);
  if (subject === null) return null;
  const instance = input.instanceId ? await findInstance(tx, input.instanceId) : null;
  const shown = subject.credential === null ? BEARER : shownAtBest(subject.credential, instance, now);
  const about = { machineIdentityId: subject.machineIdentityId, credentialId: subject.credential?.id ?? null };
  const { facts, epoch } = await readTrustFacts(tx, about, {
    proof: 'ASSUMED',
    ...shown,
    hostEnvironment: settings.environment,
    actingTenant: { id: input.actingTenantId, fact: elsewhere },
    address: input.address ?? null,
    assumedRuntimeId: input.runtimeId ?? null,
    action: input.action,
    delegationId: input.delegationId ?? null,
  });
  return { facts, epoch, evidence: await billingEvidence(tx) };
}

interface Subject {
  readonly machineIdentityId: string;
  readonly credential: Credential | null;
}

/** The credential that is named, or the one that the named machine would present. Both named must belong together. */
async function findSubject(tx: Tx, { credentialId, machineIdentityId }: DecideTrustInput): Promise<Subject | null> {
  const wanted = machineIdentityId?.toLowerCase() ?? null;
  if (credentialId) {
    const credential = await findCredential(tx, credentialId);
    const belongs = credential !== null && (wanted === null || wanted === credential.machineIdentityId);
    return belongs ? { machineIdentityId: credential.machineIdentityId, credential } : null;
  }
  const identity = wanted === null ? null : await findMachineIdentity(tx, wanted);
  if (identity === null) return null;
  return { machineIdentityId: identity.id, credential: await findCredentialToPresent(tx, identity.id) };
}

/** What billing last said, beside what access made of it. */
async function billingEvidence(tx: Tx): Promise<readonly string[]> {
  const integrations = await findEntitlement(tx, 'integrations');
  const readiness = await findReadiness(tx);
  return [
    ...(integrations === null
      ? []
      : [`feature integrations is ${integrations.enabled ? 'on' : 'off'}: ${integrations.reason.code}`]),
    ...(readiness === null ? [] : [`billing is ${readiness.ready ? 'ready' : 'not ready'}: ${readiness.reason.code}`]),
  ];
}

/** Access takes its subject from a token alone, so the machine's own is made for the question, and goes nowhere else. */
async function askAccess(
  { tokens, access, trustDomain }: TrustServices,
  session: CredentialsSession,
  { facts, epoch }: Read,
): Promise<PermissionAnswer> {
  const { identity, credential, action } = facts;
  if (tokens === null || identity === null || credential === null || action === null) return { asked: 'UNAVAILABLE' };
  const context = machineContext({
    txn: randomUUID(),
    facts,
    identity,
    credential,
    epoch,
    now: session.now,
    trustDomain,
    requestingWorkload: 'credentials',
  });
  try {
    const { token } = await tokens.sign(context, { lifetimeSeconds: PROVISIONAL_SECONDS, includeScope: false });
    const [verdict] = await access.ask({ ...context, token }, session.requestId, [{ action }]);
    return verdict === undefined ? { asked: 'UNAVAILABLE' } : { asked: 'ANSWERED', ...verdict };
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    return { asked: 'UNAVAILABLE' };
  }
}
