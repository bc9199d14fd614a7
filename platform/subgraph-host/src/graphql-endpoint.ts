import { ApolloServer, HeaderMap, type ApolloServerPlugin, type HTTPGraphQLResponse } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { Log } from '@bailiwick/config';
import type { PlatformTables } from '@bailiwick/events';
import type { GraphQLSchema } from 'graphql';
import type { HostContext } from './bind-mutations.js';
import { failuresIn } from './failure.js';
import { maskError } from './mask-error.js';

export interface GraphQLRequest<Tables> {
  readonly body: Buffer;
  readonly contentType: string;
  readonly context: HostContext<Tables>;
}

export interface GraphQLEndpoint<Tables> {
  execute(
    request: GraphQLRequest<Tables>,
  ): Promise<{ readonly status: number; readonly headers: ReadonlyMap<string, string>; readonly body: string }>;
  stop(): Promise<void>;
}

/**
 * Apollo Server without its own HTTP: the listener has already proven who calls. Everything that would talk to the
 * outside or add to answers is off; a subgraph switches inline tracing on by itself otherwise.
 */
export async function startGraphQLEndpoint<Tables extends PlatformTables>(
  schema: GraphQLSchema,
  log: Log,
): Promise<GraphQLEndpoint<Tables>> {
  const server = new ApolloServer<HostContext<Tables>>({
    schema,
    introspection: true, // only the gateway can reach it, and contract checks read it
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    csrfPrevention: true,
    formatError: (formatted, error) => maskError(formatted, error, log),
    plugins: [
      rememberFailures,
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
  await server.start();
  return {
    execute: async ({ body, contentType, context }) => {
      const response = await server.executeHTTPGraphQLRequest({
        httpGraphQLRequest: {
          method: 'POST',
          headers: new HeaderMap([['content-type', contentType]]),
          search: '',
          body: parseBody(body),
        },
        context: () => Promise.resolve(context),
      });
      return { status: response.status ?? 200, headers: response.headers, body: await readBody(response) };
    },
    stop: () => server.stop(),
  };
}

/** Before the answer leaves, so that whoever has it can ask at once why it is as it is. */
const rememberFailures: ApolloServerPlugin<Pick<HostContext<unknown>, 'keepFailures'>> = {
  requestDidStart: () =>
    Promise.resolve({
      didEncounterErrors: ({ errors, contextValue }) => contextValue.keepFailures(failuresIn(errors)),
    }),
};

function parseBody(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return ''; // Apollo Server answers 400 to a body that is not an object
  }
}

async function readBody(response: HTTPGraphQLResponse): Promise<string> {
  if (response.body.kind === 'complete') return response.body.string;
  const chunks: string[] = [];
  for await (const chunk of response.body.asyncIterator) chunks.push(chunk);
  return chunks.join('');
}
