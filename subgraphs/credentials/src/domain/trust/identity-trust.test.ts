import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BEN, NOON, aCredential, aMachine, aRuntime, aSteward, days, trusted } from '../../../test/builders.js';
import { CREDENTIAL_STATES } from '../credential.js';
import { assessIdentity, isGoodNow } from './identity-trust.js';
import type { AssessedFacts } from './trust-factors.js';
import { assessTrust, meets } from './trust-level.js';

const stewards = [aSteward(), aSteward({ personId: BEN })];
const machine = { identity: aMachine(), stewards };
const key = (overrides: Partial<AssessedFacts> = {}): AssessedFacts => trusted({ stewards, ...overrides });
const bound = { credential: aCredential({ runtimeIds: [aRuntime().id] }), boundRuntimes: [aRuntime()] };

describe('how far a machine identity is trusted', () => {
  test('is the best that it can show, with the factors of that one alone', () => {
    const best = key({ ...bound, proofKind: 'PRIVATE_KEY' });
    const trust = assessIdentity([key(), best, key({ knowersLeft: 1 })], machine, NOON);
    expect(trust).toEqual(assessTrust(best, NOON));
    expect(trust).toMatchObject({ level: 'T2_BOUND', cappedBy: { name: 'proof' } });
  });

  test('is not lifted by a strong proof here and a runtime there', () => {
    expect(assessIdentity([key(bound), key({ proofKind: 'PRIVATE_KEY' })], machine, NOON).level).toBe('T1_BEARER');
  });

  test('is nothing with nothing to show, and says why', () => {
    expect(assessIdentity([], machine, NOON)).toMatchObject({
      level: 'T0_NONE',
      cappedBy: { name: 'proof', because: 'Nothing was proven.' },
    });
  });

  test('is never less than by any of its credentials, nor more than by all', () => {
    const any = fc.record({
      proofKind: fc.constantFrom('BEARER', 'PRIVATE_KEY', 'DPOP', 'ATTESTED_WORKLOAD'),
      knowersLeft: fc.nat({ max: 1 }),
      place: fc.constantFrom({}, bound),
    });
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 5 }), (all) => {
        const shown = all.map(({ place, ...rest }) => key({ ...place, ...rest }));
        const { level } = assessIdentity(shown, machine, NOON);
        const levels = shown.map((facts) => assessTrust(facts, NOON).level);
        expect(levels.every((each) => meets(level, each))).toBe(true);
        expect(levels).toContain(level);
      }),
    );
  });
});

describe('what a machine can show today', () => {
  test.each(CREDENTIAL_STATES)('depends on the state: %s', (state) => {
    expect(isGoodNow(aCredential({ state }), NOON)).toBe(['STAGED', 'ACTIVE', 'ROTATING'].includes(state));
  });

  test('is in its time: from its first moment to before its end', () => {
    expect(isGoodNow(aCredential({ notBefore: NOON }), NOON)).toBe(true);
    expect(isGoodNow(aCredential({ notBefore: new Date(NOON.getTime() + 1) }), NOON)).toBe(false);
    expect(isGoodNow(aCredential({ expiresAt: new Date(NOON.getTime() + 1) }), NOON)).toBe(true);
    expect(isGoodNow(aCredential({ expiresAt: NOON, createdAt: days(-30) }), NOON)).toBe(false);
  });
});
