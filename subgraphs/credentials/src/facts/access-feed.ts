import type { Subscription } from '@bailiwick/events';
import { replaceOwnerFact } from '../store/owner-fact.js';
import type { CredentialsTables } from '../store/tables.js';
import { roleAssignmentChanged } from './events.js';

/**
 * Who owns the tenant, as access tells it. Evidence for who may claim a machine that nobody answers for; what anybody may
 * do is still asked of access, each time.
 */
export function accessFeed(): Subscription<CredentialsTables> {
  return {
    source: 'access',
    types: ['access.role_assignment.changed'],
    apply: async (event, tx, database) => {
      const { tenantid } = event;
      if (tenantid === null) throw new Error(`${event.type} came without a tenant.`);
      const { assignmentId, role, subject, expiresAt, ended, version } = roleAssignmentChanged.parse(event.data);
      if (role !== 'owner' || subject.kind !== 'PERSON') return;
      const fact = { assignmentId, personId: subject.id, expiresAt, ended, version };
      await database.enterTenant(tx, tenantid, (tenantTx) => replaceOwnerFact(tenantTx, fact));
    },
    reset: async (tx) => {
      await tx.deleteFrom('owner_fact').execute();
    },
  };
}
