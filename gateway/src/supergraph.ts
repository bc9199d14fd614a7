import './telemetry-off.js';
import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import { ApolloServer, type ApolloServerOptionsWithGateway } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { ConfigError, type Log } from '@bailiwick/config';
import { GraphQLError } from 'graphql';
import type { GatewayConfig, Limits } from './config.js';
import { limitOperations } from './limits.js';
import { createMasker, type Masker } from './mask-error.js';
import type { HopContext } from './subgraph-fetch.js';

/** A subgraph by the name that the supergraph gives it. */
export type Sources = (name: string) => GraphQLDataSource<HopContext>;

type Gateway = ApolloServerOptionsWithGateway<HopContext>['gateway'];

/** Apollo Server over Apollo Gateway, without the parts that report, trace, cache or decorate. */
export function createGraph(
  sdl: string,
  sources: Sources,
  config: Pick<GatewayConfig, 'introspection' | 'limits'>,
  log: Log,
): ApolloServer<HopContext> {
  const logger = quiet(log);
  const masker = createMasker(log);
  const gateway = new ApolloGateway({
    supergraphSdl: sdl,
    logger,
    // Whatever NODE_ENV says: a query plan shows the topology to anyone who sends the right header.
    __exposeQueryPlanExperimental: false,
    buildService: ({ name }) => sources(name),
  });
  return new ApolloServer<HopContext>({
    gateway: masked(gateway, masker),
    logger,
    formatError: (formatted, error) => masker.format(formatted, error),
    introspection: config.introspection,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    ...parsing(config.limits),
    plugins: [
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
    ],
  });
}

/** Loads the graph. Throws `ConfigError` when the gateway refuses it, which composition alone does not show. */
export async function startGraph(graph: ApolloServer<HopContext>, file: string): Promise<void> {
  try {
    await graph.start();
  } catch (error) {
    throw new ConfigError([
      `${file} is refused by the gateway: ${error instanceof Error ? error.message : 'unknown error'}`,
    ]);
  }
}

function parsing(limits: Limits) {
  return {
    parseOptions: { maxTokens: limits.queryTokens },
    maxRecursiveSelections: true,
    validationRules: [limitOperations(limits)],
    validationOptions: { maxErrors: 20 },
  };
}

function masked(gateway: ApolloGateway, masker: Masker): Gateway {
  return {
    onSchemaLoadOrUpdate: (callback) => gateway.onSchemaLoadOrUpdate(callback),
    stop: () => gateway.stop(),
    load: async (options) => {
      const { executor } = await gateway.load(options);
      return {
        executor: async (request) => {
          // Apollo Server turns an error about an operation that it could not find into a 400; the gateway would throw.
          if (!hasOperation(request))
            return { errors: [new GraphQLError(unknownOperation(request.request.operationName))] };
          const { requestId } = request.context as HopContext; // what answerGraphQL passes as contextValue
          return masker.execution(await executor(request), requestId);
        },
      };
    },
  };
}

/** Its type says that there always is one. */
function hasOperation(request: { readonly operation?: unknown }): boolean {
  return request.operation !== undefined && request.operation !== null;
}

function unknownOperation(name: string | undefined): string {
  if (name === undefined || name === '')
    return 'The document must have exactly one operation, or operationName must say which one is meant.';
  return `The document has no operation named "${name}". Send the name of one that it has in operationName.`;
}

/** Apollo's own lines are for whoever debugs the gateway; ours say what an operator acts on. */
function quiet(log: Log) {
  const line = (message: unknown): void => {
    log.debug({ message: String(message) }, 'graph library said');
  };
  return { debug: line, info: line, warn: line, error: line };
}
