import { describe, expect, test } from 'vitest';
import { aMembership, ANA, NOON } from '../../test/builders.js';
import { decideReinstatement, decideRemoval, decideSuspension } from './membership.js';

const LATER = new Date('2026-11-22T12:00:00Z');
const CHANGE = { expectedVersion: 1, reason: 'on leave' };
const LEFT = aMembership({ state: 'LEFT', endedAt: NOON, endedBy: ANA, voluntary: true });

describe('suspending a member', () => {
  test('stops the membership, keeps its duties and counts the version', () => {
    const decision = decideSuspension(aMembership({ duties: ['support'] }), CHANGE);
    expect(decision).toMatchObject({
      allowed: true,
      value: { state: 'SUSPENDED', duties: ['support'], note: 'on leave', version: 2, endedAt: null },
    });
  });

  test('is refused when the membership is suspended already', () => {
    expect(decideSuspension(aMembership({ state: 'SUSPENDED' }), CHANGE)).toMatchObject({
      code: 'identity.membership_not_active',
    });
  });
});

describe('reinstating a member', () => {
  test('lets a suspended one act again', () => {
    expect(decideReinstatement(aMembership({ state: 'SUSPENDED' }), CHANGE)).toMatchObject({
      allowed: true,
      value: { state: 'ACTIVE', version: 2 },
    });
  });

  test('is refused when nothing is suspended', () => {
    expect(decideReinstatement(aMembership(), CHANGE)).toMatchObject({ code: 'identity.membership_not_suspended' });
  });
});

describe('removing a member', () => {
  test.each([true, false])(
    'ends the membership with its duties and keeps whether it was voluntary: %s',
    (voluntary) => {
      const decision = decideRemoval(aMembership({ duties: ['support'] }), { ...CHANGE, voluntary }, ANA, LATER);
      expect(decision).toMatchObject({
        allowed: true,
        value: { state: 'LEFT', duties: [], voluntary, endedAt: LATER, endedBy: ANA, version: 2 },
      });
    },
  );

  test('also ends a suspended one', () => {
    expect(
      decideRemoval(aMembership({ state: 'SUSPENDED' }), { ...CHANGE, voluntary: false }, ANA, LATER).allowed,
    ).toBe(true);
  });
});

describe.each([
  ['suspending', (m: typeof LEFT, change: typeof CHANGE) => decideSuspension(m, change)],
  ['reinstating', (m: typeof LEFT, change: typeof CHANGE) => decideReinstatement(m, change)],
  ['removing', (m: typeof LEFT, change: typeof CHANGE) => decideRemoval(m, { ...change, voluntary: true }, ANA, LATER)],
])('%s', (_verb, decide) => {
  test('is refused on a version that has moved on, which it names', () => {
    const decision = decide(aMembership({ version: 3 }), { ...CHANGE, expectedVersion: 2 });
    expect(decision).toMatchObject({ code: 'identity.version_conflict', details: { fields: { currentVersion: 3 } } });
  });

  test('is refused when the membership has ended', () => {
    expect(decide(LEFT, CHANGE)).toMatchObject({ code: 'identity.membership_ended' });
  });

  test('is refused without a reason', () => {
    expect(decide(aMembership(), { ...CHANGE, reason: ' ' })).toMatchObject({
      code: 'identity.invalid_input',
      details: { path: ['reason'] },
    });
  });
});
