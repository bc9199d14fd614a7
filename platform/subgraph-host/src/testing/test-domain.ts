import { createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import { createLog } from '@bailiwick/config';
import type { Database } from '@bailiwick/database';
import type { DatedSecret } from '@bailiwick/keys';
import { createConsistencyTokens, type PlatformTables } from '@bailiwick/events';
import type { VerifiedTransactionContext } from '@bailiwick/transaction-token';
import { bindMutations } from '../bind-mutations.js';
import type { DomainDefinition, DomainParts, DomainServices } from '../definition.js';
import { startGraphQLEndpoint } from '../graphql-endpoint.js';
import { contextOf } from '../internal-routes.js';
import { withRequestTrace } from '../request-trace.js';
import { buildDomainSchema } from '../schema-source.js';
import { allowAll } from './askers.js';

export interface TestDomainOptions<Tables> {
  readonly services?: Partial<DomainServices<Tables>>;
}

export interface TestAnswer {
  readonly data: Record<string, unknown> | null | undefined;
  readonly errors: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions?: Record<string, unknown>;
  }[];
}

export interface TestDomain<Tables> {
  readonly parts: DomainParts<Tables>;
  /** One operation as this caller, through Apollo Server, with real sessions and transactions. */
  execute(
    as: VerifiedTransactionContext,
    query: string,
    variables?: Record<string, unknown>,
    requestId?: string,
  ): Promise<TestAnswer>;
}

/** A domain's graph without its listeners: what the signature would prove is given as a context. */
export async function testDomain<Tables extends PlatformTables>(
  definition: DomainDefinition<Tables>,
  database: Database<Tables>,
  options: TestDomainOptions<Tables> = {},
): Promise<TestDomain<Tables>> {
  const log = createLog('test', 'error');
  const secret: DatedSecret = {
    kid: 'test',
    key: createSecretKey(randomBytes(32)),
    signFrom: new Date(0),
    acceptUntil: null,
  };
  const services: DomainServices<Tables> = {
    database,
    consistencyTokens: createConsistencyTokens(() => [secret]),
    access: allowAll(),
    scopes: { search: () => Promise.resolve([]) },
    tokens: null,
    clock: () => new Date(),
    log,
    trustDomain: 'urn:bailiwick:dev',
    settings: {},
    ...options.services,
  };
  const parts = definition.assemble(services);
  const resolvers = withRequestTrace(definition.name, parts.resolvers, parts.requestSteps);
  const endpoint = await startGraphQLEndpoint<Tables>(
    buildDomainSchema(definition.name, definition.directory, bindMutations(resolvers)),
    log,
  );
  const sessions = {
    database,
    access: parts.access ?? services.access,
    clock: services.clock,
    domain: definition.name,
    reasons: definition.reasons,
    consistencyTokens: services.consistencyTokens,
    log: services.log,
  };
  return {
    parts,
    execute: async (as, query, variables = {}, requestId = randomUUID()) => {
      const body = Buffer.from(JSON.stringify({ query, variables }));
      const answer = await endpoint.execute({
        body,
        contentType: 'application/json',
        context: contextOf(sessions, as, requestId),
      });
      const { data, errors } = JSON.parse(answer.body) as {
        data?: Record<string, unknown> | null;
        errors?: TestAnswer['errors'];
      }; // Apollo Server's own answer
      return { data, errors: errors ?? [] };
    },
  };
}
