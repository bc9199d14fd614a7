import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ANA, BEN, NOON, aCredential, aMachine, aResponsibility, aSteward, days } from '../../test/builders.js';
import { decideActivation, type Answerable } from './activation.js';
import { CREDENTIAL_STATES, type Credential } from './credential.js';
import { expiresNow } from './expiry.js';
import { decideNaming } from './naming.js';
import type { OwnershipChain } from './ownership-chain.js';
import { DEFAULT_POLICY } from './policy.js';
import { decideCredentialRevocation, decideIdentityRevocation } from './revocation.js';
import { decideResumption, decideSuspension } from './suspension.js';

const CHAIN: OwnershipChain = { complete: true, owners: [] };
const answered = (overrides: Partial<Answerable> = {}): Answerable => ({
  stewards: [aSteward()],
  chain: CHAIN,
  policy: DEFAULT_POLICY,
  ...overrides,
});
const refusedWith = (code: string) => expect.objectContaining({ allowed: false, code }) as unknown;

describe('activating a machine identity', () => {
  const draft = aMachine({ state: 'DRAFT' });
  test.each(['DRAFT', 'SUSPENDED'] as const)('is possible when it is %s and every question has an answer', (state) => {
    expect(decideActivation(aMachine({ state }), answered(), 3, NOON).allowed).toBe(true);
  });
  test('is refused on an older version', () => {
    expect(decideActivation(draft, answered(), 2, NOON)).toMatchObject({
      code: 'credentials.version_conflict',
      details: { fields: { currentVersion: 3 } },
    });
  });
  test('is refused when it is active already', () => {
    expect(decideActivation(aMachine(), answered(), 3, NOON)).toEqual(refusedWith('credentials.already_active'));
  });
  test('is refused to an orphan, who first needs a steward', () => {
    expect(decideActivation(aMachine({ state: 'ORPHANED' }), answered(), 3, NOON)).toEqual(
      refusedWith('credentials.orphaned'),
    );
  });
  test('is refused with fewer active stewards than the tenant wants', () => {
    const policy = { ...DEFAULT_POLICY, minStewards: 2 };
    const two = [aSteward(), aSteward({ personId: BEN })];
    expect(decideActivation(draft, answered({ policy, stewards: two }), 3, NOON).allowed).toBe(true);
    expect(decideActivation(draft, answered({ policy }), 3, NOON)).toEqual(refusedWith('credentials.stewards_too_few'));
  });
  test('is refused without an active steward', () => {
    expect(decideActivation(draft, answered({ stewards: [aSteward({ active: false })] }), 3, NOON)).toEqual(
      refusedWith('credentials.steward_missing'),
    );
  });
  test('is refused with a broken chain of owners', () => {
    expect(
      decideActivation(draft, answered({ chain: { complete: false, owners: [], brokenBy: 'CYCLE' } }), 3, NOON),
    ).toEqual(refusedWith('credentials.owner_chain_broken'));
  });
  test('is refused once the responsibility ended', () => {
    const ended = { ...draft, responsibility: aResponsibility({ endsAt: NOON }) };
    expect(decideActivation(ended, answered(), 3, NOON)).toEqual(refusedWith('credentials.responsibility_ended'));
  });
});

describe('naming stewards', () => {
  const both = [
    { personId: ANA, role: 'PRIMARY' },
    { personId: BEN, role: 'SPONSOR' },
  ] as const;
  const named = (stewards: Parameters<typeof decideNaming>[1], members = new Set([ANA, BEN]), version = 3) =>
    decideNaming(aMachine(), stewards, members, DEFAULT_POLICY, version);
  test('takes an orphan in, and leaves any other state as it is', () => {
    expect(decideNaming(aMachine({ state: 'ORPHANED' }), both, new Set([ANA, BEN]), DEFAULT_POLICY, 3)).toMatchObject({
      value: { state: 'ACTIVE' },
    });
    expect(decideNaming(aMachine({ state: 'SUSPENDED' }), both, new Set([ANA, BEN]), DEFAULT_POLICY, 3)).toMatchObject({
      value: { state: 'SUSPENDED' },
    });
  });
  test('is refused on an older version', () => {
    expect(named(both, new Set([ANA, BEN]), 1)).toEqual(refusedWith('credentials.version_conflict'));
  });
  test('is refused unless all are active members', () => {
    expect(named(both, new Set([ANA]))).toMatchObject({
      code: 'credentials.steward_missing',
      details: { path: ['stewards', '1'] },
    });
  });
  test.each([
    [
      'two primaries',
      [
        { personId: ANA, role: 'PRIMARY' },
        { personId: BEN, role: 'PRIMARY' },
      ] as const,
    ],
    ['no primary', [{ personId: ANA, role: 'BACKUP' }] as const],
    [
      'somebody twice',
      [
        { personId: ANA, role: 'PRIMARY' },
        { personId: ANA, role: 'BACKUP' },
      ] as const,
    ],
    [
      'eleven people',
      Array.from({ length: 11 }, (_, index) => ({
        personId: String(index),
        role: index === 0 ? ('PRIMARY' as const) : ('BACKUP' as const),
      })),
    ],
  ])('is refused with %s', (_, stewards) => {
    expect(named(stewards)).toEqual(refusedWith('credentials.invalid_input'));
  });
});

describe('suspending and resuming a credential', () => {
  test('suspends what is in use, and gives it back as what it was', () => {
    expect(decideSuspension(aCredential(), 'doubt', 2, NOON)).toMatchObject({ value: 'SUSPENDED' });
    expect(
      decideResumption(
        aCredential({ state: 'SUSPENDED' }),
        'cleared',
        2,
        { isRotating: false, identity: aMachine() },
        NOON,
      ),
    ).toMatchObject({
      value: 'STAGED',
    });
    const used = aCredential({ state: 'SUSPENDED', lastUsed: { at: days(-1), runtimeId: null, address: null } });
    expect(decideResumption(used, 'cleared', 2, { isRotating: false, identity: aMachine() }, NOON)).toMatchObject({
      value: 'ACTIVE',
    });
  });
  test('is refused to a suspended one a second time, and to one that is not suspended', () => {
    expect(decideSuspension(aCredential({ state: 'SUSPENDED' }), 'doubt', 2, NOON)).toEqual(
      refusedWith('credentials.suspended'),
    );
    expect(decideResumption(aCredential(), 'cleared', 2, { isRotating: false, identity: aMachine() }, NOON)).toEqual(
      refusedWith('credentials.not_suspended'),
    );
  });
  test('is refused on an older version, and without a reason', () => {
    expect(decideSuspension(aCredential(), 'doubt', 1, NOON)).toEqual(refusedWith('credentials.version_conflict'));
    expect(
      decideResumption(aCredential({ state: 'SUSPENDED' }), '', 2, { isRotating: false, identity: aMachine() }, NOON),
    ).toEqual(refusedWith('credentials.invalid_input'));
  });
  test('is refused from the moment of expiry on, whether or not the clock was there already', () => {
    expect(decideSuspension(aCredential({ expiresAt: NOON }), 'doubt', 2, NOON)).toEqual(
      refusedWith('credentials.expired'),
    );
    expect(
      decideResumption(
        aCredential({ state: 'EXPIRED' }),
        'cleared',
        2,
        { isRotating: false, identity: aMachine() },
        NOON,
      ),
    ).toEqual(refusedWith('credentials.expired'));
  });
});

describe('revoking', () => {
  test('is for ever: no rule leads out of REVOKED, in any order of attempts', () => {
    const attempts = fc.array(fc.constantFrom('suspend', 'resume', 'revoke', 'expire'), { maxLength: 30 });
    fc.assert(
      fc.property(fc.constantFrom(...CREDENTIAL_STATES), attempts, (state, steps) => {
        let credential: Credential = aCredential({ state });
        let wasRevoked = state === 'REVOKED';
        for (const step of steps) {
          credential = { ...credential, state: after(credential, step) };
          if (wasRevoked) expect(credential.state).toBe('REVOKED');
          wasRevoked ||= credential.state === 'REVOKED';
        }
      }),
    );
  });
  test('happens once', () => {
    expect(decideCredentialRevocation(aCredential({ state: 'REVOKED' }), 'leak')).toEqual(
      refusedWith('credentials.already_revoked'),
    );
    expect(
      decideIdentityRevocation(aMachine({ state: 'SUSPENDED' }), [aCredential({ state: 'REVOKED' })], 'leak'),
    ).toEqual(refusedWith('credentials.already_revoked'));
  });
  test('is refused without a note', () => {
    expect(decideCredentialRevocation(aCredential(), ' ')).toEqual(refusedWith('credentials.invalid_input'));
    expect(decideIdentityRevocation(aMachine(), [], ' ')).toEqual(refusedWith('credentials.invalid_input'));
  });
  test('of a machine identity takes everything it still has, and suspends it', () => {
    const credentials = [
      aCredential({ id: '1' }),
      aCredential({ id: '2', state: 'REVOKED' }),
      aCredential({ id: '3', state: 'EXPIRED' }),
    ];
    expect(decideIdentityRevocation(aMachine(), credentials, 'leak')).toMatchObject({
      value: { credentialIds: ['1', '3'], stateOfIdentity: 'SUSPENDED' },
    });
  });
  test('of an orphan leaves it an orphan', () => {
    expect(decideIdentityRevocation(aMachine({ state: 'ORPHANED' }), [aCredential()], 'leak')).toMatchObject({
      value: { stateOfIdentity: 'ORPHANED' },
    });
  });
});

function after(credential: Credential, step: string): Credential['state'] {
  if (step === 'expire') return expiresNow(credential, days(31)) ? 'EXPIRED' : credential.state;
  if (step === 'revoke') return decideCredentialRevocation(credential, 'leak').allowed ? 'REVOKED' : credential.state;
  const decision =
    step === 'suspend'
      ? decideSuspension(credential, 'doubt', 2, NOON)
      : decideResumption(credential, 'fine', 2, { isRotating: false, identity: aMachine() }, NOON);
  return decision.allowed ? decision.value : credential.state;
}
