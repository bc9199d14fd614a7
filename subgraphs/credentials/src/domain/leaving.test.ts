import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ANA, BEN, NOON, aMachine, aResponsibility, aSteward, days } from '../../test/builders.js';
import { hasResponsibilityEnded, isGraceOver, isReviewDue } from './identity-dates.js';
import { impactOfLeaving, type LeavingFacts, whatEnds } from './leaving.js';
import { MACHINE_IDENTITY_STATES, STEWARD_ROLES, type Steward } from './machine-identity.js';

const CARL = 'b0000000-0000-4000-8000-000000000003';
const ana = aSteward();
const ben = aSteward({ personId: BEN, role: 'BACKUP' });

const leaving = (stewards: readonly Steward[], given: Partial<LeavingFacts> = {}, identity = aMachine()) =>
  impactOfLeaving({
    personId: ANA,
    machines: [{ identity, stewards }],
    left: new Set(),
    owners: [],
    openTo: [],
    ...given,
  });
const item = (...given: Parameters<typeof leaving>) => leaving(...given).items[0];

describe('what a person’s leaving does to a machine', () => {
  test('is nothing but a note while another active steward is there, who becomes the PRIMARY', () => {
    expect(item([ana, ben], { owners: [CARL] })).toMatchObject({
      outcome: 'COVERED',
      remainingStewards: 1,
      successor: null,
      stewards: [{ personId: BEN, role: 'PRIMARY' }],
    });
  });

  test('starts the grace for a steward who may come back, before any owner of the tenant', () => {
    const away = { ...ben, active: false };
    expect(item([ana, away], { owners: [CARL] })).toMatchObject({ outcome: 'GRACE_STARTS', successor: BEN });
  });

  test('starts the grace for an owner of the tenant who is somebody else', () => {
    expect(item([ana], { owners: [ANA, CARL] })).toMatchObject({ outcome: 'GRACE_STARTS', successor: CARL });
  });

  test('orphans it when nobody is left who could claim it', () => {
    const gone = { ...ben, active: false };
    expect(item([ana, gone], { left: new Set([BEN]), owners: [ANA] })).toMatchObject({
      outcome: 'ORPHANED_NOW',
      successor: null,
    });
  });

  test.each(MACHINE_IDENTITY_STATES.filter((state) => state !== 'ACTIVE' && state !== 'RETIRED'))(
    'changes nothing about one that is %s, which can do nothing more than before',
    (state) => {
      expect(item([ana], { owners: [CARL] }, aMachine({ state }))).toMatchObject({ outcome: 'UNCHANGED' });
      expect(item([ana, ben], {}, aMachine({ state }))).toMatchObject({ outcome: 'COVERED' });
    },
  );

  test('is not asked of one that is retired', () => {
    expect(leaving([ana], {}, aMachine({ state: 'RETIRED' })).items).toEqual([]);
  });

  test('never leaves an active machine without an active steward, and always exactly one PRIMARY where it is covered', () => {
    const people = [ANA, BEN, CARL];
    const steward = fc.record({
      personId: fc.constantFrom(...people),
      role: fc.constantFrom(...STEWARD_ROLES),
      active: fc.boolean(),
      since: fc.constant(NOON),
    });
    const stewards = fc.uniqueArray(steward, { selector: ({ personId }) => personId, maxLength: 3 });
    fc.assert(
      fc.property(stewards, fc.subarray(people), (of, owners) => {
        const decided = item(of, { owners });
        const active = of.filter((each) => each.active && each.personId !== ANA).length;
        expect(decided?.outcome === 'COVERED').toBe(active > 0);
        expect(decided?.remainingStewards).toBe(active);
        if (decided?.outcome !== 'COVERED') return;
        const primaries = decided.stewards.filter(({ role }) => role === 'PRIMARY');
        const before = of.filter((each) => each.role === 'PRIMARY' && each.personId !== ANA).length;
        expect(primaries).toHaveLength(Math.max(1, before));
        expect(decided.stewards.map(({ personId }) => personId)).not.toContain(ANA);
      }),
    );
  });
});

describe('a date of a machine', () => {
  const inGrace = aMachine({ state: 'OWNER_GRACE', graceEndsAt: NOON });
  test('ends the grace on its day, and not a moment before', () => {
    expect([isGraceOver(inGrace, NOON), isGraceOver(inGrace, new Date(NOON.getTime() - 1))]).toEqual([true, false]);
    expect(isGraceOver(aMachine({ state: 'ACTIVE', graceEndsAt: null }), NOON)).toBe(false);
  });
  test('makes a review due on its day, unless the responsibility has ended or the machine is retired', () => {
    const due = (overrides: object, state: 'ACTIVE' | 'RETIRED' = 'ACTIVE') =>
      isReviewDue(aMachine({ state, responsibility: aResponsibility({ reviewDueAt: NOON, ...overrides }) }), NOON);
    expect([due({}), due({ reviewDueAt: days(1) }), due({ endsAt: NOON }), due({}, 'RETIRED')]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
  test('ends a responsibility on its day', () => {
    const ended = (endsAt: Date | null) =>
      hasResponsibilityEnded(aMachine({ responsibility: aResponsibility({ endsAt }) }), NOON);
    expect([ended(NOON), ended(days(1)), ended(null)]).toEqual([true, false, false]);
  });
});

describe('of a credential of which somebody who left has seen', () => {
  test.each([
    ['only a secret that waited for a second person, that one ends', ['PENDING_APPROVAL'], 'PENDING'],
    ['only what is accepted, what waits goes on waiting', ['ACTIVE', 'RETIRING'], 'ACCEPTED'],
    ['both, both end', ['PENDING_APPROVAL', 'ACTIVE'], 'BOTH'],
  ] as const)('%s', (_, seen, ends) => {
    expect(whatEnds(seen)).toBe(ends);
  });
});
