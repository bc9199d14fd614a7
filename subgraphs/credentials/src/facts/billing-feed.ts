import type { Subscription } from '@bailiwick/events';
import { replaceEntitlements, replaceReadiness } from '../store/fact.js';
import type { CredentialsTables } from '../store/tables.js';
import { entitlementsChanged, readinessChanged } from './events.js';

/** Entitlements and readiness, as billing tells them. Evidence for trust decisions; access is who decides from them. */
export function billingFeed(): Subscription<CredentialsTables> {
  return {
    source: 'billing',
    types: ['billing.entitlements.changed', 'billing.readiness.changed'],
    apply: async (event, tx, database) => {
      const { tenantid } = event;
      if (tenantid === null) throw new Error(`${event.type} came without a tenant.`);
      await database.enterTenant(tx, tenantid, async (tenantTx) => {
        if (event.type === 'billing.entitlements.changed') {
          const { features, version } = entitlementsChanged.parse(event.data);
          await replaceEntitlements(tenantTx, features, version);
        } else {
          const { ready, reason, version } = readinessChanged.parse(event.data);
          await replaceReadiness(tenantTx, ready, reason, version);
        }
      });
    },
    reset: async (tx) => {
      await tx.deleteFrom('entitlement_fact').execute();
      await tx.deleteFrom('readiness_fact').execute();
    },
  };
}
