import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import type { Log } from '@bailiwick/config';
import { parse, type GraphQLFormattedError } from 'graphql';
import { moveToEntities } from './entity-places.js';
import { FIELD, said } from './field-errors.js';
import { reduceSubgraphError } from './mask-error.js';
import { askForKeys, type AskForKeys, type SharedKeys } from './shared-keys.js';
import type { Hops } from './sign-request.js';
import { failedFetch } from './unavailable.js';
import { Upstream, UpstreamFailed, type UpstreamOptions, type UpstreamResponse } from './upstream.js';

/** What every hop of one client request carries. */
export interface HopContext {
  readonly requestId: string;
  /** Null when no exchange is configured. */
  readonly transactionToken: string | null;
  /** The caller acts in no tenant yet. */
  readonly inLobby: boolean;
  /** What the fetches of root fields brought, for whoever must find an entity in it; the executor adds the rest to it. */
  readonly answered: Record<string, unknown>[];
}

export interface Subgraph {
  readonly name: string;
  readonly url: URL;
  readonly sharedKeys: SharedKeys;
}

interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly GraphQLFormattedError[];
}

/** One subgraph, over our own transport: Apollo's default fetcher costs five times the CPU of the rest of a request. */
export class SubgraphSource implements GraphQLDataSource<HopContext> {
  readonly #subgraph: Subgraph;
  readonly #hops: Hops;
  readonly #log: Log;
  readonly #upstream: Upstream;
  readonly #withKeys: AskForKeys;

  constructor(subgraph: Subgraph, hops: Hops, log: Log, options: UpstreamOptions) {
    this.#subgraph = subgraph;
    this.#hops = hops;
    this.#log = log;
    this.#withKeys = askForKeys(subgraph.sharedKeys);
    this.#upstream = new Upstream(subgraph.url.origin, options);
  }

  async process(options: GraphQLDataSourceProcessOptions<HopContext>): Promise<Answer> {
    const context = contextOf(options);
    const answer = await this.#fetch(options.request, context);
    const representations: unknown = options.request.variables?.['representations'];
    if (representations === undefined && answer.data) context.answered.push(answer.data);
    if (answer.errors === undefined) return answer;
    const at = ('pathInIncomingRequest' in options ? options.pathInIncomingRequest : undefined) ?? [];
    return { ...answer, errors: moveToEntities(answer.errors, { at, representations }, context.answered) };
  }

  /** Never throws for a subgraph's failure: the executor would report it without saying which fields it cost. */
  async #fetch(
    { query: asked, variables, operationName }: GraphQLDataSourceProcessOptions['request'],
    { requestId, transactionToken, inLobby }: HopContext,
  ): Promise<Answer> {
    const query = this.#withKeys(asked ?? '');
    const everywhere = (error: GraphQLFormattedError) =>
      failedFetch(parse(query), countOf(variables?.['representations']), error);
    const fail = (error: GraphQLFormattedError, cause: string): Answer => {
      this.#log.warn({ requestId, subgraph: this.#subgraph.name, cause }, 'subgraph fetch failed');
      return { data: null, errors: everywhere(error) };
    };
    const { url, name: receiver } = this.#subgraph;
    const hop = {
      url,
      receiver,
      requestId,
      transactionToken,
      contentType: 'application/json',
      accept: 'application/json',
    };
    try {
      const response = await this.#hops.send(this.#upstream, {
        ...hop,
        body: JSON.stringify({ query, variables, operationName }),
      });
      // The context that we sent was not believed: a key, clock or configuration is wrong, and no repeating by the client helps.
      if (response.status === 401)
        return inLobby
          ? { data: null, errors: everywhere(said(FIELD.noTenant)) }
          : fail(said(FIELD.internal), 'the subgraph does not trust the context');
      return (
        this.#read(response, { requestId, inLobby }, everywhere) ??
        fail(said(FIELD.unavailable), `status ${String(response.status)} without a GraphQL answer`)
      );
    } catch (error) {
      if (error instanceof UpstreamFailed) return fail(said(FIELD.unavailable), error.message);
      return fail(said(FIELD.internal), error instanceof Error ? error.message : 'unknown');
    }
  }

  close(): Promise<void> {
    return this.#upstream.close();
  }

  #read(
    { body }: UpstreamResponse,
    { requestId, inLobby }: Pick<HopContext, 'requestId' | 'inLobby'>,
    everywhere: (error: GraphQLFormattedError) => GraphQLFormattedError[],
  ): Answer | null {
    const answer = parseAnswer(body);
    if (answer === null) return null;
    const { data, errors } = answer;
    if (errors === null) return { data };
    // An error about the whole fetch names no field: the client is told which ones it cost.
    const reduced = errors
      .map((error) => reduceSubgraphError(error, inLobby))
      .flatMap((error) => (data === null && error.path === undefined ? everywhere(error) : [error]));
    const masked = reduced.filter(({ extensions }) => extensions?.['code'] === FIELD.internal.code).length;
    if (masked > 0) this.#log.warn({ requestId, subgraph: this.#subgraph.name, masked }, 'subgraph errors masked');
    return { data, errors: reduced };
  }
}

function parseAnswer(
  body: Buffer,
): { readonly data: Record<string, unknown> | null; readonly errors: readonly unknown[] | null } | null {
  try {
    const answer: unknown = JSON.parse(body.toString('utf8'));
    if (typeof answer !== 'object' || answer === null) return null;
    const { data = null, errors = null } = answer as { data?: unknown; errors?: unknown }; // checked on the next lines
    if (typeof data !== 'object' || Array.isArray(data) || (errors !== null && !Array.isArray(errors))) return null;
    return data === null && errors === null ? null : { data: data as Record<string, unknown> | null, errors }; // an object that is no list
  } catch {
    return null;
  }
}

/** The executor's types leave the context open for kinds of request that we never make. */
function contextOf(options: GraphQLDataSourceProcessOptions<HopContext>): HopContext {
  const { requestId, transactionToken, inLobby, answered } = options.context as Partial<HopContext>; // what answerGraphQL passes as contextValue
  if (requestId === undefined || transactionToken === undefined || inLobby === undefined || answered === undefined)
    throw new TypeError('A hop without its request.');
  return { requestId, transactionToken, inLobby, answered };
}

function countOf(representations: unknown): number {
  return Array.isArray(representations) ? representations.length : 0;
}
