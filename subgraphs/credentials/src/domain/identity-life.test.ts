import { describe, expect, test } from 'vitest';
import { ANA, BEN, NOON, aMachine, aResponsibility, aSteward, days } from '../../test/builders.js';
import type { Answerable } from './activation.js';
import { decideIdentityResumption, decideIdentitySuspension, decideRetirement } from './identity-suspension.js';
import { MACHINE_IDENTITY_STATES, type MachineIdentity } from './machine-identity.js';
import { DEFAULT_POLICY } from './policy.js';
import { decideQuarantine, decideRelease, type ReleaseFacts } from './quarantine.js';
import { decideReview } from './review.js';
import { mayMoveIdentity } from './transitions.js';

const BOTH: Answerable = {
  stewards: [aSteward(), aSteward({ personId: BEN, role: 'BACKUP' })],
  chain: { complete: true, owners: [] },
  policy: DEFAULT_POLICY,
};
const WHY = 'A doubt.';
const refused = (code: string) => expect.objectContaining({ allowed: false, code }) as unknown;
const CODES = {
  DRAFT: 'credentials.awaiting_activation',
  ACTIVE: 'credentials.already_active',
  SUSPENDED: 'credentials.suspended',
  OWNER_GRACE: 'credentials.owner_grace',
  ORPHANED: 'credentials.orphaned',
  QUARANTINED: 'credentials.quarantined',
  RETIRED: 'credentials.retired',
} as const;

describe.each([
  [
    'suspending a machine',
    (of: MachineIdentity, why: string, version: number) => decideIdentitySuspension(of, why, version),
    aMachine(),
  ],
  [
    'resuming a machine',
    (of: MachineIdentity, why: string, version: number) => decideIdentityResumption(of, BOTH, why, version, NOON),
    aMachine({ state: 'SUSPENDED' }),
  ],
  [
    'retiring a machine',
    (of: MachineIdentity, why: string, version: number) => decideRetirement(of, why, version),
    aMachine(),
  ],
  [
    'putting a machine into quarantine',
    (of: MachineIdentity, why: string, version: number) => decideQuarantine(of, why, version),
    aMachine(),
  ],
] as const)('%s', (_what, decide, able) => {
  test('is allowed on the newest version, with a reason of 1 to 500 characters', () => {
    expect([decide(able, 'x', 3).allowed, decide(able, 'x'.repeat(500), 3).allowed]).toEqual([true, true]);
    for (const reason of ['', ' ', 'x'.repeat(501)])
      expect(decide(able, reason, 3)).toMatchObject({
        code: 'credentials.invalid_input',
        details: { path: ['reason'] },
      });
    expect(decide(able, WHY, 2)).toMatchObject({
      code: 'credentials.version_conflict',
      details: { fields: { currentVersion: 3 } },
    });
  });

  test('goes only where the table of states has a way', () => {
    for (const state of MACHINE_IDENTITY_STATES) {
      const decision = decide(aMachine({ state }), WHY, 3);
      if (decision.allowed) expect([state, mayMoveIdentity(state, decision.value)]).toEqual([state, true]);
    }
  });
});

describe('the state of a machine', () => {
  test.each(MACHINE_IDENTITY_STATES)('%s says whether it can be suspended, and if not, why', (state) => {
    const decision = decideIdentitySuspension(aMachine({ state }), WHY, 3);
    expect(decision).toEqual(
      state === 'ACTIVE' || state === 'OWNER_GRACE' ? { allowed: true, value: 'SUSPENDED' } : refused(CODES[state]),
    );
  });
  test.each(MACHINE_IDENTITY_STATES)('%s says whether it can be resumed, and if not, why', (state) => {
    const decision = decideIdentityResumption(aMachine({ state }), BOTH, WHY, 3, NOON);
    const asleep = state === 'ACTIVE' || state === 'DRAFT' ? 'credentials.not_suspended' : CODES[state];
    expect(decision).toEqual(state === 'SUSPENDED' ? { allowed: true, value: 'ACTIVE' } : refused(asleep));
  });
  test.each(MACHINE_IDENTITY_STATES)('%s can be retired, unless it is', (state) => {
    const decision = decideRetirement(aMachine({ state }), WHY, 3);
    expect(decision).toEqual(
      state === 'RETIRED' ? refused('credentials.retired') : { allowed: true, value: 'RETIRED' },
    );
  });
  test.each(MACHINE_IDENTITY_STATES)('%s can be put into quarantine, unless it is there or retired', (state) => {
    const closed = state === 'QUARANTINED' || state === 'RETIRED';
    expect(decideQuarantine(aMachine({ state }), WHY, 3)).toEqual(
      closed ? refused(CODES[state]) : { allowed: true, value: 'QUARANTINED' },
    );
  });
});

describe('resuming a machine', () => {
  const asleep = aMachine({ state: 'SUSPENDED' });
  const resumed = (given: Partial<Answerable>, of = asleep) =>
    decideIdentityResumption(of, { ...BOTH, ...given }, WHY, 3, NOON);
  test('asks every question anew', () => {
    expect(resumed({ stewards: [aSteward({ active: false })] })).toEqual(refused('credentials.steward_missing'));
    expect(resumed({ policy: { ...DEFAULT_POLICY, minStewards: 3 } })).toEqual(refused('credentials.stewards_too_few'));
    expect(resumed({ chain: { complete: false, owners: [], brokenBy: 'CYCLE' } })).toEqual(
      refused('credentials.owner_chain_broken'),
    );
    const ended = { ...asleep, responsibility: aResponsibility({ endsAt: NOON }) };
    expect(resumed({}, ended)).toEqual(refused('credentials.responsibility_ended'));
  });
});

describe('releasing a machine from quarantine', () => {
  const locked = aMachine({ state: 'QUARANTINED' });
  const asked = (given: Partial<ReleaseFacts>, of = locked, version = 3) =>
    decideRelease(of, { ...BOTH, personId: ANA, askedBy: [], ...given }, WHY, version, NOON);
  test('waits for a second steward, and happens with them', () => {
    expect(asked({})).toEqual({ allowed: true, value: 'AWAITS_ANOTHER' });
    expect(asked({ personId: BEN, askedBy: [ANA] })).toEqual({ allowed: true, value: 'RELEASED' });
  });
  test('does not count whoever asked and has left', () => {
    const stewards = [aSteward({ active: false }), aSteward({ personId: BEN })];
    expect(asked({ stewards, personId: BEN, askedBy: [ANA] })).toEqual({ allowed: true, value: 'AWAITS_ANOTHER' });
  });
  test('is refused to who asked already', () => {
    expect(asked({ askedBy: [ANA] })).toEqual(refused('credentials.release_asked_already'));
  });
  test('is refused to strangers, to former stewards and to machines', () => {
    const former = [aSteward({ active: false }), aSteward({ personId: BEN })];
    for (const given of [{ personId: 'somebody' }, { personId: null }, { stewards: former }])
      expect(asked(given)).toEqual(refused('credentials.not_a_steward'));
  });
  test('is refused when it is not in quarantine, and on an older version', () => {
    expect(asked({}, aMachine())).toEqual(refused('credentials.not_quarantined'));
    expect(asked({}, locked, 2)).toEqual(refused('credentials.version_conflict'));
  });
  test('asks every question anew with the second steward', () => {
    const second = { personId: BEN, askedBy: [ANA] };
    expect(asked({ ...second, chain: { complete: false, owners: [], brokenBy: 'TOO_LONG' } })).toEqual(
      refused('credentials.owner_chain_broken'),
    );
    expect(asked({ ...second, policy: { ...DEFAULT_POLICY, minStewards: 3 } })).toEqual(
      refused('credentials.stewards_too_few'),
    );
  });
});

describe('reviewing a responsibility', () => {
  const answer = { stillNeeded: true, note: WHY, expectedVersion: 3 };
  const policy = { responsibilityReviewDays: 30 };
  test('that is still needed puts the question off by the policy’s days, also when it was overdue', () => {
    const overdue = aMachine({ responsibility: aResponsibility({ reviewDueAt: days(-1), endsAt: days(60) }) });
    expect(decideReview(overdue, answer, policy, NOON)).toEqual({
      allowed: true,
      value: { reviewDueAt: days(30), endsAt: days(60) },
    });
  });
  test('that is not needed ends it now', () => {
    expect(decideReview(aMachine(), { ...answer, stillNeeded: false }, policy, NOON)).toEqual({
      allowed: true,
      value: { reviewDueAt: days(100), endsAt: NOON },
    });
  });
  test('is refused once it ended, once retired, on an older version and without a note', () => {
    const ended = aMachine({ responsibility: aResponsibility({ endsAt: NOON }) });
    expect(decideReview(ended, answer, policy, NOON)).toEqual(refused('credentials.responsibility_ended'));
    expect(decideReview(aMachine({ state: 'RETIRED' }), answer, policy, NOON)).toEqual(refused('credentials.retired'));
    expect(decideReview(aMachine(), { ...answer, expectedVersion: 2 }, policy, NOON)).toEqual(
      refused('credentials.version_conflict'),
    );
    expect(decideReview(aMachine(), { ...answer, note: '' }, policy, NOON)).toMatchObject({
      details: { path: ['note'] },
    });
  });
});
