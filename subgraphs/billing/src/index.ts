import type { DomainDefinition } from '@bailiwick/subgraph-host';
import { billingActions } from './actions.js';
import { boundaryRule } from './clock.js';
import { billingReasons } from './domain/reasons.js';
import { identityFacts, READ_EVENTS } from './identity-facts.js';
import { MANUAL } from './provider/manual.js';
import { types } from './resolvers/account.js';
import { createMutations } from './resolvers/mutations.js';
import { payloads } from './resolvers/payload.js';
import { queries } from './resolvers/queries.js';
import { seedBilling } from './seed.js';
import type { BillingTables } from './store/tables.js';

export type { BillingTables } from './store/tables.js';

export const billing: DomainDefinition<BillingTables> = {
  name: 'billing',
  directory: new URL('../', import.meta.url),
  reasons: billingReasons,
  actions: billingActions,
  reads: READ_EVENTS,
  assemble: ({ clock }) => ({
    resolvers: { Query: queries, Mutation: createMutations(MANUAL), ...types, ...payloads },
    subscriptions: [identityFacts(MANUAL, clock)],
    clockRules: [boundaryRule],
  }),
  seed: seedBilling,
};
