import { randomUUID } from 'node:crypto';
import type { TransactionContext, VerifiedTransactionContext } from '@bailiwick/transaction-token';
import { aContext, allowAll, aPersonContext, testDomain, type TestDomain } from '@bailiwick/subgraph-host/testing';
import { connectionFingerprint, subjectHash } from '../src/domain/derived-id.js';
import { identity } from '../src/identity.js';
import type { IdentityTables } from '../src/store/tables.js';
import { NOON } from './builders.js';
import { CONNECTION, openIdentityDatabase, type TestDatabase } from './database.js';

export interface TestGraph {
  readonly database: TestDatabase;
  readonly access: ReturnType<typeof allowAll>;
  readonly domain: TestDomain<IdentityTables>;
}

/** Identity's graph on a real database, at noon, with access saying yes unless another asker is given. */
export async function openGraph(access: TestGraph['access'] = allowAll()): Promise<TestGraph> {
  const database = await openIdentityDatabase();
  const domain = await testDomain(identity, database, { services: { access, clock: () => NOON } });
  return { database, access, domain };
}

/** As the exchange would vouch for somebody who signed in as `subject` over the usual connection. */
export function signedIn(subject: string, connection = CONNECTION): TransactionContext['authentication'] {
  return {
    method: 'oidc',
    multiFactor: false,
    issuer: connection.issuer,
    subjectHash: subjectHash(connection.issuer, subject),
    client: connectionFingerprint(connection),
  };
}

export function asPerson(
  tenantId: string,
  personId: string,
  overrides: Partial<TransactionContext> = {},
): VerifiedTransactionContext {
  return aPersonContext(tenantId, personId, { authentication: signedIn(personId), ...overrides });
}

/** In the lobby: signed in, and nobody knows who it is. */
export function asStranger(subject: string, connection = CONNECTION): VerifiedTransactionContext {
  const authentication = signedIn(subject, connection);
  return aContext({ subject: `person:unlinked:${authentication.subjectHash ?? ''}`, authentication });
}

/** A mutation with its input and a new idempotency key. */
export function call(
  mutation: string,
  fields: string,
): { readonly query: string; readonly variables: (input: object) => Record<string, unknown> } {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const inputType = INPUT_TYPES[mutation] ?? type;
  return {
    query: `mutation ($input: ${inputType}!) { ${mutation}(input: $input) { ${fields} consistencyToken errors { __typename code message path ... on RuleRefused { reason { code owner message remedy { label } } } ... on VersionConflict { currentVersion } } } }`,
    variables: (input) => ({ input: { idempotencyKey: randomUUID(), ...input } }),
  };
}

const INPUT_TYPES: Readonly<Record<string, string>> = {
  completeSetupStep: 'SetupStepInput',
  suspendMember: 'MemberReasonInput',
  reinstateMember: 'MemberReasonInput',
};
