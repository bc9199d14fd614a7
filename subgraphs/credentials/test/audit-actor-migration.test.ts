import { readFileSync } from 'node:fs';
import { asOwner, asSuperuser } from '@bailiwick/database/testing';
import { expect, test } from 'vitest';
import { listLeaves } from '../src/store/audit-log.js';
import { activeMachine, issueKey } from './machines.js';
import { openWorld } from './world.js';

const MIGRATION = readFileSync(new URL('../migrations/0085_audit_actor.sql', import.meta.url), 'utf8');
/** Its last statements, which list the actors of what was in the log before. */
const BACKFILL = MIGRATION.slice(MIGRATION.indexOf('alter table audit_leaf no force'));

test('whose entries those are that were in the log before is listed too', async () => {
  const world = await openWorld();
  await issueKey(world, await activeMachine(world));
  await world.settle();
  const ofAna = () => world.database.inTenant(world.tenantId, (tx) => listLeaves(tx, { actorId: world.ana }, null, 50));
  const before = await ofAna();
  expect(before.length).toBeGreaterThan(1);
  await asSuperuser(
    world.database,
    world.tenantId,
    `delete from audit_leaf_actor where tenant_id = '${world.tenantId}'`,
  );
  expect(await ofAna()).toEqual([]);
  const backfill = BACKFILL.replace('from audit_leaf;', `from audit_leaf where tenant_id = '${world.tenantId}';`);
  await asOwner(world.database, world.tenantId, ...backfill.split(';\n').filter((each) => each.trim() !== ''));
  expect(await ofAna()).toEqual(before);
});
