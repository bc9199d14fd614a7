import type { Actor } from '@bailiwick/decision';
import type { TransactionContext } from '@bailiwick/transaction-token';
import type { Credential } from '../domain/credential.js';
import type { MachineIdentity } from '../domain/machine-identity.js';
import { actorsOf } from '../domain/actors.js';
import { effectiveLimits } from '../domain/limits.js';
import { shownRuntime } from '../domain/trust/shown-runtime.js';
import { assessTrust } from '../domain/trust/trust-level.js';
import type { TrustFacts } from '../domain/trust/trust-facts.js';

export interface MintingFacts {
  readonly txn: string;
  readonly facts: TrustFacts;
  readonly identity: MachineIdentity;
  readonly credential: Credential;
  readonly epoch: number;
  readonly now: Date;
  readonly trustDomain: string;
  readonly requestingWorkload: string;
}

/** What a machine's token says of it, without the scope that access adds. */
export function machineContext({
  txn,
  facts,
  identity,
  credential,
  epoch,
  now,
  trustDomain,
  requestingWorkload,
}: MintingFacts): TransactionContext {
  const actors: readonly Actor[] = actorsOf(facts);
  return {
    txn,
    principal: { kind: 'MACHINE', id: identity.id },
    subject: `machine:${identity.id}`,
    tenantId: facts.actingTenant.id,
    scope: null,
    limits: effectiveLimits(identity, credential),
    actors,
    operator: null,
    authentication: {
      method: credential.kind.toLowerCase(),
      multiFactor: false,
      issuer: `${trustDomain}:credentials`,
      subjectHash: null,
      client: credential.kind === 'API_KEY' ? null : credential.id,
    },
    machine: {
      credentialId: credential.id,
      ownerKind: identity.owner.kind,
      runtimeId: shownRuntime(facts)?.id ?? null,
      trustLevel: assessTrust(facts, now).level,
      epoch,
    },
    requestingWorkload,
  };
}
