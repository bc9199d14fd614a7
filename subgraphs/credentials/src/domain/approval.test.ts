import { allow } from '@bailiwick/decision';
import { describe, expect, test } from 'vitest';
import { ANA, BEN, NOON, aCredential, aMachine, days } from '../../test/builders.js';
import { decideApproval } from './approval.js';
import type { Credential, CredentialVersion } from './credential.js';
import { DEFAULT_POLICY } from './policy.js';
import { decideAbortion, decideCompletion, decideRotation, planApproved, type Rotation } from './rotation.js';
import { decideObligations } from './trust/obligations.js';

const aVersion = (number: number, overrides: Partial<CredentialVersion> = {}): CredentialVersion => ({
  ...{ credentialId: aCredential().id, number, state: 'ACTIVE', hint: 'bwk_live_…', notBefore: days(-5) },
  ...{ overlapEndsAt: null, retiredAt: null, keyThumbprint: null, firstUsedAt: null, lastUsedAt: null, uses: 0 },
  ...overrides,
});
const waiting = (overrides: Partial<Credential> = {}) => aCredential({ pendingVersion: 2, ...overrides });
const facts = (overrides: Partial<Parameters<typeof decideApproval>[1]> = {}) => ({
  ...{
    personId: BEN,
    versions: [aVersion(1)],
    askedBy: new Set([ANA]),
    approving: new Set([BEN]),
    identity: aMachine(),
  },
  ...overrides,
});
const approve = (credential: Credential, overrides: Parameters<typeof facts>[0] = {}, version = 2) =>
  decideApproval(credential, facts(overrides), version, NOON);
const refused = (code: string, ...path: readonly string[]) => ({ allowed: false, code, details: { path } });

describe('a second person', () => {
  test('agrees to a credential, or to the new secret that waits for it', () => {
    expect(approve(aCredential({ state: 'PENDING_APPROVAL' }))).toEqual(allow('CREDENTIAL'));
    expect(approve(waiting())).toEqual(allow('ROTATION'));
  });

  test('has nothing to agree to where nothing waits', () => {
    expect(approve(aCredential())).toMatchObject(refused('credentials.not_pending_approval', 'id'));
  });

  test('is not whoever asked, nor anybody who stands behind them', () => {
    const approving = new Set(['a machine', ANA]);
    expect(approve(waiting(), { approving })).toMatchObject(refused('credentials.self_approval', 'id'));
  });

  test('is a person', () => {
    expect(approve(waiting(), { personId: null })).toMatchObject(refused('credentials.approver_not_a_person', 'id'));
  });

  test('agrees to what was read', () => {
    expect(approve(waiting(), {}, 1)).toMatchObject({ code: 'credentials.version_conflict' });
  });

  test.each([
    ['credentials.revoked', { state: 'REVOKED' }],
    ['credentials.compromised', { state: 'COMPROMISED' }],
    ['credentials.expired', { expiresAt: NOON }],
    ['credentials.suspended', { state: 'SUSPENDED' }],
  ] as const)('is refused with %s what has ended or rests', (code, overrides) => {
    expect(approve(waiting(overrides))).toMatchObject(refused(code, 'id'));
  });

  test('lets a secret be replaced while nobody answers for its machine, and brings nothing into use then', () => {
    const identity = aMachine({ state: 'OWNER_GRACE', graceEndsAt: days(3) });
    expect(approve(waiting(), { identity })).toEqual(allow('ROTATION'));
    expect(approve(waiting({ state: 'DORMANT' }), { identity })).toMatchObject({ code: 'credentials.owner_grace' });
    const ended = [aVersion(1, { state: 'RETIRED' }), aVersion(2, { state: 'PENDING_APPROVAL' })];
    expect(approve(waiting(), { identity, versions: ended })).toMatchObject({ code: 'credentials.owner_grace' });
    expect(approve(aCredential({ state: 'PENDING_APPROVAL' }), { identity })).toMatchObject({
      code: 'credentials.owner_grace',
    });
  });

  test('begins no overlap for a machine that cannot move to the new secret', () => {
    const identity = aMachine({ state: 'SUSPENDED' });
    expect(approve(waiting(), { identity })).toMatchObject(refused('credentials.machine_not_active', 'id'));
  });
});

const policy = { ...DEFAULT_POLICY, fourEyesActions: ['billing.invoice.read'] };
const rotate = (credential: Credential, versions = [aVersion(1)], four = policy) =>
  decideRotation({ credential, versions, identity: aMachine(), policy: four }, 48, NOON);

describe('a rotation where two people are needed', () => {
  test('waits, keeps the overlap that was asked for, and lets the old version go on to its own end', () => {
    expect(rotate(aCredential())).toEqual(
      allow({ state: 'PENDING_APPROVAL', fromVersion: 1, toVersion: 2, overlapHours: 48, overlapEndsAt: days(30) }),
    );
    const ending = [aVersion(1, { state: 'RETIRING', overlapEndsAt: days(1) })];
    expect(rotate(aCredential(), ending)).toMatchObject({ value: { overlapEndsAt: days(1) } });
  });

  test('is under way at once where the ceiling holds none of the actions', () => {
    const alone = { ...DEFAULT_POLICY, fourEyesActions: ['billing.invoice.send'] };
    const begun = { state: 'IN_PROGRESS', overlapEndsAt: days(2) };
    expect(rotate(aCredential(), [aVersion(1)], alone)).toMatchObject({ value: begun });
  });

  test('is the only one at a time', () => {
    expect(rotate(waiting())).toMatchObject(refused('credentials.rotation_in_progress', 'credentialId'));
  });

  test('counts its overlap from the approval, and never past an end that was set meanwhile', () => {
    const asked = { toVersion: 2, overlapHours: 48 };
    const versions = [aVersion(2, { state: 'PENDING_APPROVAL' }), aVersion(1)];
    expect(planApproved(asked, waiting(), versions, days(3))).toMatchObject({ fromVersion: 1, overlapEndsAt: days(5) });
    const forced = [
      aVersion(2, { state: 'PENDING_APPROVAL' }),
      aVersion(1, { state: 'RETIRING', overlapEndsAt: days(4) }),
    ];
    expect(planApproved(asked, waiting(), forced, days(3))).toMatchObject({ overlapEndsAt: days(4) });
    expect(planApproved(asked, waiting(), forced, days(6))).toMatchObject({ overlapEndsAt: days(6), toVersion: 2 });
  });

  test('wakes what slept without an overlap', () => {
    const versions = [aVersion(2, { state: 'PENDING_APPROVAL' }), aVersion(1)];
    const asleep = waiting({ state: 'DORMANT' });
    expect(planApproved({ toVersion: 2, overlapHours: 48 }, asleep, versions, NOON).overlapEndsAt).toEqual(NOON);
  });

  test('is not completed before it has begun, and can be aborted', () => {
    const rotation: Rotation = {
      ...{ id: 'r', credentialId: 'c', fromVersion: 1, toVersion: 2, state: 'PENDING_APPROVAL', overlapHours: 48 },
      ...{ startedBy: { kind: 'PERSON', id: ANA, label: 'Ana' }, startedAt: NOON, overlapEndsAt: days(30) },
      ...{ approvedBy: null, approvedAt: null, endedAt: null, endedBecause: null },
    };
    expect(decideCompletion(rotation, 0, true)).toMatchObject(refused('credentials.pending_approval', 'rotationId'));
    expect(decideAbortion(rotation, days(31)).allowed).toBe(true);
    expect(decideAbortion({ ...rotation, state: 'ABORTED', endedAt: NOON }, NOON)).toMatchObject({
      code: 'credentials.rotation_ended',
    });
  });

  test('is owed an approval, where without it a rotation would be owed', () => {
    const owed = (overrides: Partial<Credential>, knowersLeft = 0) => {
      const facts = {
        credential: aCredential(overrides),
        identity: aMachine(),
        stewards: [],
        knowersLeft,
        minStewards: 1,
      };
      return decideObligations(facts, NOON).map(({ reason }) => reason.code);
    };
    expect(owed({ pendingVersion: 2 }, 1)).toEqual(['credentials.approve_rotation']);
    expect(owed({ pendingVersion: 2, rotateEveryDays: 10 })).toEqual(['credentials.approve_rotation']);
    expect(owed({ pendingVersion: 2 })).toEqual([]);
    expect(owed({}, 1)).toEqual(['credentials.begin_rotation']);
  });
});
