import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  authorityOf,
  createRequestVerifier,
  type PairSecrets,
  type VerifiedRequest,
} from '@bailiwick/request-signature';
import { graphql, parse, type GraphQLSchema } from 'graphql';
import { writeFileSync } from 'node:fs';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { join } from 'node:path';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])\n';

export interface SubgraphPlan {
  readonly name: string;
  readonly sdl: string;
  readonly resolvers: Record<string, unknown>;
}

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: { readonly query: string; readonly variables?: unknown };
  /** Null where the hop was not signed, or not for this subgraph. */
  readonly verified: VerifiedRequest | null;
}

export interface RunningSubgraph {
  readonly url: string;
  readonly received: Received[];
  /** Answers instead of the graph, until it is null again. */
  instead: ((response: ServerResponse) => void) | null;
  stop(): Promise<void>;
}

/** A real subgraph on a real port, with the platform's own verifier of hops. */
export async function startSubgraph(plan: SubgraphPlan, pairSecrets: PairSecrets, port = 0): Promise<RunningSubgraph> {
  const schema = buildSubgraphSchema([{ typeDefs: parse(LINK + plan.sdl), resolvers: plan.resolvers as never }]);
  const received: Received[] = [];
  const running = { instead: null as RunningSubgraph['instead'] };
  const server = createServer((request, response) => {
    if (running.instead !== null) return running.instead(response);
    void answer(schema, request, response, received, () => verifier);
  });
  const url = await listening(server, port);
  const verifier = createRequestVerifier({
    receiver: plan.name,
    authority: authorityOf(new URL(url)),
    pairSecrets,
    startedAt: new Date(Date.now() - 60_000),
    now: () => new Date(),
  });
  return Object.assign(running, { url, received, stop: () => closed(server) });
}

async function answer(
  schema: GraphQLSchema,
  request: IncomingMessage,
  response: ServerResponse,
  received: Received[],
  verifier: () => ReturnType<typeof createRequestVerifier>,
): Promise<void> {
  const text = await bodyOf(request);
  let verified: VerifiedRequest | null = null;
  try {
    verified = verifier().verify({
      method: request.method ?? '',
      path: request.url ?? '',
      query: '',
      headers: request.rawHeaders,
      body: text,
    });
  } catch {
    // The test looks at it.
  }
  const body = JSON.parse(text) as Received['body'];
  received.push({ headers: request.headers, body, verified });
  const result = await graphql({
    schema,
    source: body.query,
    variableValues: body.variables as Record<string, unknown>,
    contextValue: {},
  });
  response.setHeader('content-type', 'application/json').end(JSON.stringify(result));
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

export function listening(server: Server, port = 0): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${String(typeof address === 'object' && address !== null ? address.port : 0)}/graphql`);
    });
  });
}

export function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

/** Composes the plans and writes the graph to a file, as `schema:compose` does for the real one. */
export function composeTo(
  directory: string,
  plans: readonly SubgraphPlan[],
  urls: Readonly<Record<string, string>>,
): string {
  const services = plans.map(({ name, sdl }) => ({
    name,
    url: urls[name] ?? 'http://127.0.0.1:1/graphql',
    typeDefs: parse(LINK + sdl),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (supergraphSdl === undefined) throw new Error(`The test's graph does not compose: ${String(errors)}`);
  const file = join(directory, 'supergraph.graphql');
  writeFileSync(file, supergraphSdl);
  return file;
}
