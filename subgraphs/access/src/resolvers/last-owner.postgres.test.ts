import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { ANA, anAction, BEN } from '../../test/builders.js';
import { aPersonContext, openGraph, type Graph } from '../../test/graph.js';
import { aToldTenant, anAssignment, tellMembership } from '../../test/told.js';
import { insertAssignment } from '../store/role-assignment.js';

let world: Graph;
beforeAll(async () => {
  world = await openGraph();
});

const REVOKE =
  'mutation ($input: RevokeRoleInput!) { revokeRole(input: $input) { assignment { id } errors { code } } }';

describe('the last owner', () => {
  test('remains when two owners revoke each other at the same moment', async () => {
    for (let round = 0; round < 10; round += 1) {
      const tenantId = await aToldTenant(world);
      await tellMembership(world.tell, tenantId, BEN);
      await world.database.inTenant(tenantId, (tx) => insertAssignment(tx, anAssignment('owner', BEN)));
      const owners = await world.database.inTenant(tenantId, (tx) =>
        tx.selectFrom('role_assignment').select(['id', 'subject_id']).execute(),
      );
      const revoke = (who: string, whose: string) => {
        const assignmentId = owners.find(({ subject_id }) => subject_id === whose)?.id ?? '';
        return world.graph.execute(aPersonContext(tenantId, who), REVOKE, {
          input: { assignmentId, idempotencyKey: randomUUID() },
        });
      };
      await Promise.all([revoke(ANA, BEN), revoke(BEN, ANA)]);
      const left = await world.database.inTenant(tenantId, (tx) =>
        tx.selectFrom('role_assignment').select('id').where('ended_at', 'is', null).execute(),
      );
      expect(left).toHaveLength(1);
    }
  });
});

describe('two domains that declare at the same moment', () => {
  test('leave a version of the catalogue as both left it', async () => {
    const versions = () =>
      world.database.inTenant(randomUUID(), (tx) =>
        tx.selectFrom('policy_version').select('digest').orderBy('version', 'desc').limit(1).execute(),
      );
    await Promise.all(
      ['identity', 'billing', 'credentials', 'reporting'].map((domain) =>
        world.declare(domain, [anAction({ name: `${domain}.thing.change_${randomUUID().replace(/[^a-f]/g, '')}` })]),
      ),
    );
    const before = await versions();
    const current = await world.database.inTenant(randomUUID(), (tx) => tx.selectFrom('action').selectAll().execute());
    const [first] = current.filter(({ domain }) => domain === 'billing');
    await world.declare('billing', [first?.declaration ?? {}]);
    expect(await versions()).toEqual(before);
  });
});
