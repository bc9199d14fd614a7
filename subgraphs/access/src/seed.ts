import type { Database } from '@bailiwick/database';
import type { Principal } from '@bailiwick/decision';
import type { DemoPlan } from '@bailiwick/subgraph-host';
import { insertAssignment } from './store/role-assignment.js';
import type { AccessTables } from './store/tables.js';

const PLATFORM = { kind: 'PLATFORM', id: 'demo', label: 'The demo' } as const;

/** The demo's roles. Operators get none: what they may do comes from their duty. */
export async function seed(database: Database<AccessTables>, demo: DemoPlan, now: Date): Promise<void> {
  for (const { id: tenantId } of demo.tenants) {
    await database.inTenant(tenantId, async (tx) => {
      for (const { role, ...subject } of rolesIn(demo, tenantId)) {
        await insertAssignment(tx, { role, subject, expiresAt: null, grantedBy: PLATFORM, grantedAt: now });
      }
    });
  }
}

function rolesIn(demo: DemoPlan, tenantId: string): readonly (Principal & { readonly role: string })[] {
  const people = demo.people.flatMap(({ id, memberships }) =>
    memberships.flatMap(({ tenant, role }) =>
      tenant === tenantId && role !== null ? [{ kind: 'PERSON' as const, id, role }] : [],
    ),
  );
  const machines = demo.machines.filter(({ tenant }) => tenant === tenantId);
  return [...people, ...machines.map(({ id }) => ({ kind: 'MACHINE' as const, id, role: 'machine' }))];
}
