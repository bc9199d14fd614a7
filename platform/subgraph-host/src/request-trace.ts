import type { ResolverContext } from './definition.js';
import { listAuditSteps } from './audit-steps.js';
import type { RequestStep, RequestSteps } from './request-step.js';

/** A request makes a few dozen steps at most; one token can make more, and the first of them are shown. */
const STEPS_MAX = 500;
const ID = /^[\x20-\x7e]{1,200}$/;

type ResolverMap = Readonly<Record<string, unknown>>;

/**
 * Adds to a domain's graph its part of a request's trace: what its audit log has, and what it keeps beyond that. It may be
 * read with the domain's own `<domain>.audit.read`, and costs one statement for each place that something is kept in.
 */
export function withRequestTrace<Tables>(
  domain: string,
  resolvers: ResolverMap,
  ownSteps?: RequestSteps<Tables>,
): Record<string, unknown> {
  const sources = [...(ownSteps === undefined ? [] : [ownSteps]), listAuditSteps<Tables>];
  return {
    ...resolvers,
    Query: { ...fieldsOf(resolvers, 'Query'), requestTrace: (_: unknown, { id }: Asked) => ({ id }) },
    RequestTrace: {
      ...fieldsOf(resolvers, 'RequestTrace'),
      __resolveReference: ({ id }: Asked) => ({ id }),
      [domain]: async ({ id }: Asked, _: object, { session }: ResolverContext<Tables>) =>
        session.read(`${domain}.audit.read`, async (tx) => {
          if (!ID.test(id)) return []; // no request has such an id, and the database could not even look for some of them
          const found: RequestStep[] = [];
          for (const list of sources) found.push(...(await list(tx, id, STEPS_MAX)));
          return inOrder(domain, found);
        }),
    },
  };
}

interface Asked {
  readonly id: string;
}

function fieldsOf(resolvers: ResolverMap, type: string): object {
  return resolvers[type] ?? {};
}

/** By time; what one millisecond holds stays as the sources have it: a decision before what rested on it. */
function inOrder(domain: string, steps: readonly RequestStep[]) {
  return steps
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
    .map((step, index) => ({ ...step, sequence: index + 1, domain: domain.toUpperCase() }));
}
