import type { ClockRule } from '@bailiwick/events';
import { openAccount } from './change-account.js';
import { BOUNDARY } from './settle.js';
import type { BillingTables } from './store/tables.js';

/** A trial, a grace, a period or an exception ends by itself. What that means is concluded from the facts, again. */
export const boundaryRule: ClockRule<BillingTables> = {
  kind: BOUNDARY,
  fire: async ({ tenantId }, tx, now) => {
    await openAccount(tx, tenantId, now);
  },
};
