import { randomUUID } from 'node:crypto';
import type { TransactionContext, VerifiedTransactionContext } from '@bailiwick/transaction-token';

/** A context as verification would leave it, for tests that begin behind the signature. */
export function aContext(overrides: Partial<VerifiedTransactionContext>): VerifiedTransactionContext {
  const now = Date.now();
  return {
    txn: randomUUID(),
    principal: null,
    subject: 'person:unlinked:test',
    tenantId: null,
    scope: null,
    limits: null,
    actors: [],
    operator: null,
    authentication: {
      method: 'oidc',
      multiFactor: false,
      issuer: 'urn:bailiwick:dev',
      subjectHash: 'test',
      client: null,
    },
    machine: null,
    requestingWorkload: 'gateway',
    issuer: 'urn:bailiwick:dev:identity',
    issuedAt: new Date(now),
    expiresAt: new Date(now + 30_000),
    token: 'a.test.token',
    ...overrides,
  } as VerifiedTransactionContext; // tests may make what only verification makes elsewhere
}

export function aPersonContext(
  tenantId: string,
  personId: string,
  overrides: Partial<TransactionContext> = {},
): VerifiedTransactionContext {
  return aContext({
    tenantId,
    principal: { kind: 'PERSON', id: personId },
    subject: `person:${personId}`,
    actors: [{ kind: 'PERSON', id: personId, label: 'Test Person' }],
    ...overrides,
  });
}

export function aMachineContext(
  tenantId: string,
  machineId: string,
  overrides: Partial<TransactionContext> = {},
): VerifiedTransactionContext {
  return aContext({
    tenantId,
    principal: { kind: 'MACHINE', id: machineId },
    subject: `machine:${machineId}`,
    actors: [{ kind: 'MACHINE', id: machineId, label: 'Test Machine' }],
    limits: [],
    machine: { credentialId: randomUUID(), ownerKind: 'TENANT', runtimeId: null, trustLevel: 'T1_BEARER', epoch: 0 },
    authentication: {
      method: 'api_key',
      multiFactor: false,
      issuer: 'urn:bailiwick:dev:credentials',
      subjectHash: null,
      client: null,
    },
    issuer: 'urn:bailiwick:dev:credentials',
    ...overrides,
  });
}
