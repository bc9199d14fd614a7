import { beforeAll, describe, expect, test } from 'vitest';
import { reasons } from '../src/domain/reasons.js';
import { LINK_CODES } from '../src/domain/trust/link-codes.js';
import { OWNER, RESPONSIBILITY } from './every-code/answerable.js';
import { AUTHENTICITY, LIVENESS } from './every-code/proof-and-life.js';
import { REST, RUNTIME, TENANT_BOUNDARY } from './every-code/reach.js';
import { setScene, type Tell } from './every-code/scene.js';
import { openWorld, type World } from './world.js';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});

const STORIES: Readonly<Record<string, Tell>> = {
  ...AUTHENTICITY,
  ...LIVENESS,
  ...RESPONSIBILITY,
  ...OWNER,
  ...TENANT_BOUNDARY,
  ...RUNTIME,
  ...REST,
};
const ALLOWED = ['ALLOW', 'ALLOW_WITH_OBLIGATIONS'];

describe('a code that denies', () => {
  test.each(Object.entries(STORIES))('%s is the answer, and its remedy makes it a yes', async (code, tell) => {
    const { denied, remedied } = await tell(await setScene(world));
    expect(denied).toEqual({ effect: 'DENY', code });
    expect(remedied).toMatchObject({
      effect: expect.toSatisfy((effect: string) => ALLOWED.includes(effect)) as string,
    });
  });

  test('has a story, whichever link it belongs to', () => {
    const told = Object.keys(STORIES).filter((code) => code.startsWith('credentials.'));
    expect(told.sort()).toEqual(Object.values(LINK_CODES).flat().sort());
  });

  test('has a remedy, so that whoever is denied can do something', () => {
    const helpless = Object.values(LINK_CODES)
      .flat()
      .filter((code) => reasons.reason(code).remedy === null);
    expect(helpless).toEqual([]);
  });
});
