import type { DomainDefinition, DomainServices } from '@bailiwick/subgraph-host';
import { z } from 'zod';
import { actions } from './actions.js';
import { askDirectly } from './asker.js';
import { authzenRoutes } from './authzen/routes.js';
import { createCatalogueCache } from './catalogue-cache.js';
import { createEvaluation } from './evaluation.js';
import { READ_EVENTS } from './facts/event-data.js';
import { assignmentExpiry } from './facts/expiry.js';
import { DEFAULT_SOURCES, factSubscriptions } from './facts/subscriptions.js';
import { createFreshness } from './freshness.js';
import { reasons } from './reasons.js';
import { listRequestSteps } from './request-steps.js';
import { accessResolvers } from './resolvers/index.js';
import { seed } from './seed.js';
import type { AccessTables } from './store/tables.js';

export { decideDeclaration } from './domain/catalogue.js';
export type { AccessTables } from './store/tables.js';

/** Access's settings. `sources` names the domains whose actions and facts are read: all that access knows the URL of. */
const settings = z.object({ sources: z.array(z.string().regex(/^[a-z]+$/)).default([...DEFAULT_SOURCES]) });

/** Roles, assignments, decisions and their log. */
export const access: DomainDefinition<AccessTables> = {
  name: 'access',
  directory: new URL('../', import.meta.url),
  reasons,
  actions,
  reads: READ_EVENTS,
  assemble,
  seed,
};

function assemble(services: DomainServices<AccessTables>) {
  const { database, clock, log, consistencyTokens } = services;
  const { sources } = settings.parse(services.settings ?? {});
  const cache = createCatalogueCache(database);
  const evaluation = createEvaluation(database, cache, clock);
  const freshness = createFreshness(database, consistencyTokens, sources);
  return {
    resolvers: accessResolvers({ evaluation, freshness }),
    serviceRoutes: authzenRoutes(evaluation),
    subscriptions: factSubscriptions(sources, { cache, clock, log }),
    clockRules: [assignmentExpiry],
    requestSteps: listRequestSteps,
    access: askDirectly(evaluation),
  };
}
