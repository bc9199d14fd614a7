import { describe, expect, test } from 'vitest';
import { moveToEntities } from './entity-places.js';

const SECTIONS = ['Users', 'Billing', 'Users', 'Integrations'].map((__typename, n) => ({ __typename, id: String(n) }));
const ANSWERED = [{ other: 1 }, { menu: { sections: SECTIONS } }];
const AT = ['menu', 'sections', '@'];
const about = (...path: (string | number)[]) => ({ message: 'no', path });
const move = (representations: unknown, ...errors: ReturnType<typeof about>[]) =>
  moveToEntities(errors, { at: AT, representations }, ANSWERED).map(({ path }) => path);

describe('an error about an entity', () => {
  test('is said of the place where that entity stands, not of the first of the list', () => {
    expect(move([{ __typename: 'Integrations' }], about('_entities', 0, 'badge'))).toEqual([['_entities', 3, 'badge']]);
    const users = [{ __typename: 'Users' }, { __typename: 'Users' }];
    expect(move(users, about('_entities', 1, 'badge'), about('_entities', 0))).toEqual([
      ['_entities', 2, 'badge'],
      ['_entities', 0],
    ]);
  });

  test('is counted as the executor counts: without what is null, and into lists in lists', () => {
    const answered = [{ rows: [{ cells: [null, SECTIONS[1]] }, null, { cells: [SECTIONS[0], SECTIONS[3]] }] }];
    const fetched = { at: ['rows', '@', 'cells', '@'], representations: [{ __typename: 'Integrations' }] };
    expect(moveToEntities([about('_entities', 0)], fetched, answered)[0]?.path).toEqual(['_entities', 2]);
  });

  test('stays as it came when the answer has another number of such entities than were asked for', () => {
    expect(move([{ __typename: 'Users' }], about('_entities', 0))).toEqual([['_entities', 0]]);
    expect(move([{ __typename: 'Unheard' }], about('_entities', 0))).toEqual([['_entities', 0]]);
    expect(move(undefined, about('_entities', 0))).toEqual([['_entities', 0]]);
  });

  test('is told apart from one about a root field', () => {
    expect(move([{ __typename: 'Integrations' }], about('menu'), about('_entities', 0))).toEqual([
      ['menu'],
      ['_entities', 3],
    ]);
  });
});
