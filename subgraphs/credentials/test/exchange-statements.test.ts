import { beforeAll, describe, expect, test } from 'vitest';
import { formatKey } from '../src/domain/secret-format.js';
import { activeMachine, issueKey } from './machines.js';
import { openWorld, type World } from './world.js';

let world: World;
let secret: string;
beforeAll(async () => {
  world = await openWorld();
  ({ secret } = await issueKey(world, await activeMachine(world)));
  await world.exchange(secret); // the first use makes it ACTIVE
});

const statementsOf = async (presented: string): Promise<number> => {
  const before = world.database.statements.count;
  await world.exchange(presented);
  const after = world.database.statements.count;
  await world.settle(); // what is written behind the answer is nobody's wait
  return after - before;
};
const withSecretOf = (byte: number, reference: string) => formatKey('live', reference, new Uint8Array(32).fill(byte));

describe('the statements of an exchange', () => {
  test('are one for a key that came before, however much the chain is decided from', async () => {
    expect(await statementsOf(secret)).toBe(1);
  });

  test('are as many for a secret that is wrong as for one that nobody has, and nothing is remembered of either', async () => {
    const reference = secret.split('_')[2] ?? '';
    const wrong = [await statementsOf(withSecretOf(1, reference)), await statementsOf(withSecretOf(1, reference))];
    const unknown = [
      await statementsOf(withSecretOf(1, '0'.repeat(8))),
      await statementsOf(withSecretOf(1, '0'.repeat(8))),
    ];
    expect(wrong).toEqual([2, 2]);
    expect(unknown).toEqual(wrong);
  });
});
