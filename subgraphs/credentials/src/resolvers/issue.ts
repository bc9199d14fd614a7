import { randomUUID } from 'node:crypto';
import { orRefuse } from '@bailiwick/decision';
import { NOT_YET, type Credential } from '../domain/credential.js';
import { CEILING_ACTIONS_MAX, decideIssue, type Issue, type IssueInput } from '../domain/issue.js';
import type { MachineIdentity } from '../domain/machine-identity.js';
import { isActionName } from '../domain/responsibility.js';
import type { CredentialsSettings } from '../settings.js';
import { insertIssued } from '../store/issue-credential.js';
import { lockMachineIdentity } from '../store/machine-identity.js';
import { findPolicy } from '../store/machine-policy.js';
import { listRuntimesById } from '../store/runtime.js';
import { listStewards } from '../store/steward.js';
import { newKey } from '../trust/new-key.js';
import { actorOf, orNotFound, type Context, type CredentialsSession } from './context.js';

type Input = Pick<IssueInput, 'name' | 'purpose' | 'ceiling' | 'runtimeIds' | 'expiresInDays'> &
  Partial<Pick<IssueInput, 'networks' | 'notBefore' | 'rotateEveryDays' | 'maxUses'>> & {
    readonly machineIdentityId: string;
  };

/**
 * Nobody lends power that they do not hold: access is asked about every action of the ceiling, beside the issuing
 * itself. The repeat of an idempotency key answers the credential, never the secret.
 */
export function issueResolvers(settings: CredentialsSettings) {
  const issueCredential = (_: unknown, { input }: { readonly input: Input }, { session }: Context) =>
    session.change(
      'credentials.credential.issue',
      { type: 'machine_identity', id: input.machineIdentityId },
      async (tx) => {
        const identity = orNotFound(await lockMachineIdentity(tx, input.machineIdentityId), 'machine identity', [
          'machineIdentityId',
        ]);
        const facts = {
          identity,
          stewards: await listStewards(tx, identity.id),
          runtimes: await listRuntimesById(tx, input.runtimeIds),
          policy: await findPolicy(tx),
        };
        const issue = orRefuse(decideIssue(withNulls(input), facts, session.now));
        const { secret, reference, hint, ...hashed } = newKey(identity.environment, settings.peppers(), session.now);
        const credential = newCredential(issue, identity, { reference, hint }, session);
        await insertIssued(tx, credential, hashed, actorOf(session));
        return { credentialId: credential.id, secret };
      },
      { remember: ({ credentialId }) => ({ credentialId, secret: null }), alsoAsk: held(input.ceiling) },
    );
  return { Mutation: { issueCredential } };
}

/** More than access takes at once is too large for a token anyway, and what is no action's name is in no responsibility. */
function held(ceiling: readonly string[]) {
  const wanted = [...new Set(ceiling)].filter(isActionName).slice(0, CEILING_ACTIONS_MAX);
  return wanted.map((action) => ({ action }));
}

function withNulls({ networks, notBefore, rotateEveryDays, maxUses, ...input }: Input): IssueInput {
  return {
    ...input,
    networks: networks ?? [],
    notBefore: notBefore ?? null,
    rotateEveryDays: rotateEveryDays ?? null,
    maxUses: maxUses ?? null,
  };
}

function newCredential(
  issue: Issue,
  identity: MachineIdentity,
  key: Pick<Credential, 'reference' | 'hint'>,
  session: CredentialsSession,
): Credential {
  return {
    ...issue,
    ...key,
    id: randomUUID(),
    tenantId: session.tenantId,
    machineIdentityId: identity.id,
    kind: 'API_KEY',
    state: 'STAGED',
    stateSince: session.now,
    environment: identity.environment,
    uses: 0,
    createdBy: actorOf(session),
    createdVia: 'issueCredential',
    createdAt: session.now,
    lastUsed: null,
    ...NOT_YET,
    version: 1,
  };
}
