import type { ResolverContext } from '@bailiwick/subgraph-host';
import { GraphQLError } from 'graphql';
import type { Refused } from '@bailiwick/decision';
import type { Evaluation } from '../evaluation.js';
import type { Freshness } from '../freshness.js';
import { reasons, type AccessCode } from '../reasons.js';
import type { AccessTables } from '../store/tables.js';

export type Context = ResolverContext<AccessTables>;
export type AccessSession = Context['session'];

/** What resolvers are made of. */
export interface Parts {
  readonly evaluation: Evaluation;
  readonly freshness: Freshness;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What cannot be an id of ours is nobody's id: it answers as a missing one, and never reaches the database. */
export function isId(id: string): boolean {
  return UUID.test(id);
}

/** A query has no payload whose errors could hold a refused argument. */
export function invalidArgument(refused: Refused<AccessCode>): GraphQLError {
  const { message } = reasons.reason(refused.code, { facts: refused.details.facts ?? {} });
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}
