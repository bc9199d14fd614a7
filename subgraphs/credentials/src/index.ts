import type { DomainDefinition } from '@bailiwick/subgraph-host';
import { createKeySets } from '@bailiwick/subgraph-host/issuer-keys';
import { clockRules } from './clock/clock-rules.js';
import { actions } from './domain/actions.js';
import { reasons } from './domain/reasons.js';
import { createAuditAppender } from './audit/audit-appender.js';
import { createHomeMemory } from './exchange/home-memory.js';
import { leakReportRoute } from './exchange/leak-report.js';
import { createReportLimit } from './exchange/report-limit.js';
import { createStrangerLog } from './exchange/stranger-log.js';
import { tokenExchangeRoute } from './exchange/token-exchange.js';
import { usageRoute } from './exchange/usage.js';
import { actionUsesRoute, keepActionUses } from './exchange/action-uses.js';
import { createUsageLog } from './exchange/usage-log.js';
import { tokenEndpoint } from './oauth/token-endpoint.js';
import { accessFeed } from './facts/access-feed.js';
import { billingFeed } from './facts/billing-feed.js';
import { READ_EVENTS } from './facts/events.js';
import { identityFeed } from './facts/identity-feed.js';
import { listRequestSteps } from './request-steps.js';
import { credentialsResolvers } from './resolvers/join-resolvers.js';
import { readSettings } from './settings.js';
import type { CredentialsTables } from './store/tables.js';
import { createLastScopes } from './trust/last-scope.js';

/** Machine identities, their credentials, and why the platform trusts them. */
export const credentials: DomainDefinition<CredentialsTables> = {
  name: 'credentials',
  directory: new URL('../', import.meta.url),
  reasons,
  actions,
  reads: READ_EVENTS,
  assemble: (services) => {
    const { database, tokens, access, scopes, clock, log, trustDomain } = services;
    const settings = readSettings(services.settings, trustDomain);
    const strangers = createStrangerLog(database, log);
    const usage = createUsageLog(database, log);
    const appender = createAuditAppender(database, clock, log);
    const exchange = {
      database,
      tokens,
      scopes,
      clock,
      log,
      trustDomain,
      settings,
      strangers,
      homes: createHomeMemory(),
      usage,
      lastScopes: createLastScopes(),
    };
    const keySets = createKeySets({ policy: settings.addresses, development: null });
    const endpoint = settings.tokenEndpoint;
    return {
      resolvers: credentialsResolvers({ database, tokens, access, trustDomain, settings }),
      serviceRoutes: [tokenExchangeRoute(exchange), usageRoute({ database }), actionUsesRoute({ database })],
      publicMounts: endpoint === null ? [] : [tokenEndpoint({ ...exchange, tokenEndpoint: endpoint, keySets })],
      publicRoutes: [leakReportRoute({ database, settings, clock, limit: createReportLimit() })],
      subscriptions: [identityFeed(clock), billingFeed(), accessFeed()],
      clockRules,
      requestSteps: listRequestSteps,
      keepActionUses: (uses) => keepActionUses(database, uses),
      start: () => {
        usage.start();
        appender.start();
      },
      stop: async () => {
        await Promise.all([strangers.settle(), usage.settle()]);
        await appender.settle();
      },
    };
  },
};

export { measureLists } from './measure/measure-lists.js';
export type { MeasuredLists } from './measure/measure-lists.js';
export { seedLarge } from './seed/large/seed.js';
export type { SeedSize } from './seed/large/plan.js';
export { seedMachines } from './seed/seed-machines.js';
export type { SeededMachine } from './seed/seed-machines.js';
export type { Pepper } from './settings.js';
export type { CredentialsTables } from './store/tables.js';
export { credentialsEnvironment } from './settings.js';
