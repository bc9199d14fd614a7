import { readFileSync } from 'node:fs';
import { asOwner, asSuperuser } from '@bailiwick/database/testing';
import { exportJWK, generateKeyPair } from 'jose';
import { expect, test } from 'vitest';
import { activeMachine, issueKey } from './machines.js';
import { begin, seen } from './rotation-steps.js';
import { openWorld } from './world.js';

const MIGRATION = readFileSync(new URL('../migrations/0090_key_bringer.sql', import.meta.url), 'utf8');

test('whoever brought a key before that was put on record is among those who hold it', async () => {
  const world = await openWorld();
  const machine = await activeMachine(world);
  const publicJwk = async () => exportJWK((await generateKeyPair('ES256')).publicKey);
  const { id } = await issueKey(world, machine, { kind: 'PRIVATE_KEY_JWT', publicJwk: await publicJwk() });
  await begin(world, id, { publicJwk: await publicJwk() });
  const holders = async () => (await seen(world, id)).knowers;
  const before = await holders();
  expect(before).toHaveLength(2);
  const statements = MIGRATION.split(';\n').filter((each) => each.trim() !== '');
  await asSuperuser(world.database, world.tenantId, `delete from knower where credential_id = '${id}'`);
  expect(await holders()).toEqual([]);
  for (let time = 0; time < 2; time += 1) {
    await asOwner(world.database, world.tenantId, ...statements);
    expect(await holders()).toEqual(before);
  }
});
