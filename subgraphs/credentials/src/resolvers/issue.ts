import { randomUUID } from 'node:crypto';
import { orRefuse } from '@bailiwick/decision';
import { decideAnswers } from '../domain/answers.js';
import { knowerOf, NOT_YET, type Credential, type CredentialKind, type Federation } from '../domain/credential.js';
import { decideIssue, type Issue, type IssueInput } from '../domain/issue.js';
import type { MachineIdentity } from '../domain/machine-identity.js';
import { decideProofMaterial, type ProofMaterial } from '../domain/proof-material.js';
import { needsApproval } from '../domain/approval.js';
import type { MachinePolicy } from '../domain/policy.js';
import { findEverybodyBehind } from '../store/people-behind.js';
import type { CredentialsSettings } from '../settings.js';
import { readAnswerFacts } from '../store/answer-facts.js';
import { insertIssued } from '../store/issue-credential.js';
import { lockMachineIdentity } from '../store/machine-identity.js';
import { findPolicy } from '../store/machine-policy.js';
import { listRuntimesById } from '../store/runtime.js';
import { listStewards } from '../store/steward.js';
import { newProof } from '../trust/new-key.js';
import { actorOf, orNotFound, type Context, type CredentialsSession } from './context.js';
import { held } from './held.js';

type Input = Pick<IssueInput, 'name' | 'purpose' | 'ceiling' | 'runtimeIds' | 'expiresInDays'> &
  Partial<Pick<IssueInput, 'networks' | 'notBefore' | 'rotateEveryDays' | 'overlapHours' | 'maxUses'>> & {
    readonly machineIdentityId: string;
    readonly kind: CredentialKind;
    readonly publicJwk?: unknown;
    readonly federation?: Federation | null;
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
        const material = orRefuse(decideProofMaterial(proofOf(input), settings.addresses));
        const proof = newProof(material, identity.environment, settings.peppers(), session.now);
        const { secret, reference, hint, ...kept } = proof;
        const credential = newCredential(
          issue,
          identity,
          { reference, hint, ...kindOf(material) },
          facts.policy,
          session,
        );
        const knower = knowerOf(material.kind, credential.createdBy, session.now, credential.createdVia);
        orRefuse(decideAnswers(await readAnswerFacts(tx, { ...facts, credential }, knower)));
        const askedBy = await findEverybodyBehind(tx, [actorOf(session), ...session.actors]);
        await insertIssued(tx, credential, kept, knower, askedBy);
        return { credentialId: credential.id, secret };
      },
      { remember: ({ credentialId }) => ({ credentialId, secret: null }), alsoAsk: held(input.ceiling) },
    );
  return { Mutation: { issueCredential } };
}

function proofOf({ kind, publicJwk, federation }: Input) {
  return { kind, publicJwk: publicJwk ?? null, federation: federation ?? null };
}

function kindOf(material: ProofMaterial): Pick<Credential, 'kind' | 'federation'> {
  return { kind: material.kind, federation: material.kind === 'FEDERATED_OIDC' ? material.federation : null };
}

function withNulls({ networks, notBefore, rotateEveryDays, overlapHours, maxUses, ...input }: Input): IssueInput {
  return {
    ...input,
    networks: networks ?? [],
    notBefore: notBefore ?? null,
    rotateEveryDays: rotateEveryDays ?? null,
    overlapHours: overlapHours ?? null,
    maxUses: maxUses ?? null,
  };
}

function newCredential(
  issue: Issue,
  identity: MachineIdentity,
  proof: Pick<Credential, 'reference' | 'hint' | 'kind' | 'federation'>,
  policy: MachinePolicy,
  session: CredentialsSession,
): Credential {
  return {
    ...NOT_YET,
    ...issue,
    id: randomUUID(),
    tenantId: session.tenantId,
    machineIdentityId: identity.id,
    state: needsApproval(issue.ceiling, policy) ? 'PENDING_APPROVAL' : 'STAGED',
    stateSince: session.now,
    environment: identity.environment,
    uses: 0,
    createdBy: actorOf(session),
    createdVia: 'issueCredential',
    createdAt: session.now,
    lastUsed: null,
    ...proof,
    version: 1,
  };
}
