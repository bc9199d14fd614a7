import { describe, expect, test } from 'vitest';
import { BEN, NOON, aCredential, aRuntime, aSteward, days, trusted } from '../../../test/builders.js';
import type { Attestation } from '../proof-kind.js';
import { assessTrust } from './trust-level.js';
import type { TrustFacts } from './trust-facts.js';

const ISSUER = {
  ...{ issuer: 'https://k8s.example', audience: 'us', subjectPattern: 'system:*', jwksUri: 'https://k8s.example/keys' },
};
const vouchedFor = (overrides: Partial<Attestation> = {}, attestors = [ISSUER]): Partial<TrustFacts> => ({
  credential: aCredential({ kind: 'FEDERATED_OIDC', runtimeIds: [aRuntime().id] }),
  boundRuntimes: [aRuntime({ attestors })],
  proofKind: 'ATTESTED_WORKLOAD',
  attestation: {
    ...{ issuer: ISSUER.issuer, jwksUri: ISSUER.jwksUri, subject: 'system:one', audiences: ['us'] },
    ...{ at: NOON, process: null, ...overrides },
  },
});
const assess = (facts: Partial<TrustFacts>) => assessTrust(trusted(facts), NOON);
const factor = (name: string, facts: Partial<TrustFacts>) =>
  assess(facts).factors.find((each) => each.name === name)?.level;

describe('how far a machine is trusted', () => {
  test('is the weakest factor, which is named with what lifts it', () => {
    const trust = assess({});
    expect(trust.level).toBe('T1_BEARER');
    expect(trust.cappedBy).toMatchObject({ name: 'proof', level: 'T1_BEARER' });
    expect(trust.raiseBy).toEqual([
      'Use a credential that proves possession of a key.',
      'Bind the credential to a registered runtime and call from it.',
    ]);
  });

  test('is nothing without anybody who answers for it', () => {
    expect(assess({ stewards: [] })).toMatchObject({ level: 'T0_NONE', cappedBy: { name: 'ownership' } });
  });

  test.each<[string, string, Partial<TrustFacts>]>([
    ['proof', 'T3_ATTESTED', vouchedFor()],
    ['proof', 'T2_BOUND', vouchedFor({ jwksUri: 'https://elsewhere.example/keys' })],
    ['proof', 'T2_BOUND', vouchedFor({ jwksUri: null })],
    ['proof', 'T2_BOUND', vouchedFor({ subject: 'user:one' })],
    ['proof', 'T2_BOUND', vouchedFor({}, [])],
    ['proof', 'T2_BOUND', { ...vouchedFor(), attestation: null }],
    ['runtime', 'T3_ATTESTED', vouchedFor()],
    ['runtime', 'T2_BOUND', vouchedFor({ jwksUri: 'https://elsewhere.example/keys' })],
    ['runtime', 'T1_BEARER', {}],
    ['runtime', 'T2_BOUND', { credential: aCredential({ runtimeIds: [aRuntime().id] }), boundRuntimes: [aRuntime()] }],
    ['ownership', 'T2_BOUND', {}],
    ['ownership', 'T3_ATTESTED', { stewards: [aSteward(), aSteward({ personId: BEN })] }],
    ['ownership', 'T2_BOUND', { stewards: [aSteward(), aSteward({ personId: BEN, active: false })] }],
    ['hygiene', 'T3_ATTESTED', {}],
    ['hygiene', 'T1_BEARER', { knowersLeft: 1 }],
    ['hygiene', 'T1_BEARER', { credential: aCredential({ createdAt: days(-5), rotateEveryDays: 5 }) }],
    ['hygiene', 'T3_ATTESTED', { credential: aCredential({ createdAt: days(-5), rotateEveryDays: 6 }) }],
  ])('by its %s is %s', (name, level, facts) => {
    expect(factor(name, facts)).toBe(level);
  });
});
