import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  aCredential,
  aMachine,
  anActor,
  aRuntime,
  aSteward,
  aTenant,
  days,
  HOME,
  NOON,
  OTHER,
} from '../../test/builders.js';
import type { AnswerFacts } from './answer.js';
import { answerAll, decideAnswers, QUESTIONS, type Question } from './answers.js';
import { BOUNDARIES } from './boundary.js';
import { CREDENTIAL_KINDS, CREDENTIAL_STATES } from './credential.js';
import type { Owner } from './owner.js';
import { DEFAULT_POLICY } from './policy.js';

const TENANT: Owner = { kind: 'TENANT', tenantId: HOME, team: null };
const federation = {
  issuer: 'https://ci.example',
  audience: 'us',
  subjectPattern: 'repo:*',
  jwksUri: 'https://ci.example/keys',
};

const owners: readonly (readonly Owner[])[] = [
  [TENANT],
  [{ kind: 'PLATFORM', duty: 'support' }],
  [{ kind: 'RUNTIME', runtimeId: 'r' }, TENANT],
  [
    { kind: 'INTERNAL_SERVICE', service: 'reporting', duty: 'support' },
    { kind: 'PLATFORM', duty: 'support' },
  ],
  [{ kind: 'EXTERNAL_INTEGRATION', provider: 'hubspot', onBehalfOf: HOME }, TENANT],
  [{ kind: 'AUTONOMOUS_AGENT', agentId: 'a' }, TENANT],
];
const aChain = (chain: readonly Owner[]): Pick<AnswerFacts, 'chain' | 'owners'> => ({
  chain: { complete: true, owners: chain },
  owners: chain.map(({ kind }) => ({ label: kind, tenant: aTenant(), agent: aMachine(), runtime: aRuntime() })),
});

/** A credential of any kind, as the rules before let it through, of any owner, boundary and binding. */
const issuable: fc.Arbitrary<AnswerFacts> = fc
  .record({
    kind: fc.constantFrom(...CREDENTIAL_KINDS),
    chain: fc.constantFrom(...owners),
    boundary: fc.constantFrom(...BOUNDARIES),
    bound: fc.constantFrom(
      [],
      [aRuntime()],
      [aRuntime(), aRuntime({ id: 'cloud', networks: [], attestors: [federation] })],
    ),
    networks: fc.constantFrom([], ['203.0.113.0/24']),
    rotateEveryDays: fc.option(fc.integer({ min: 1, max: 365 })),
    expiresInDays: fc.integer({ min: 1, max: 365 }),
    stewards: fc.integer({ min: 1, max: 3 }),
    decisionsRecorded: fc.nat(),
  })
  .map(({ kind, chain, boundary, bound, networks, rotateEveryDays, expiresInDays, stewards, decisionsRecorded }) => {
    const [owner = TENANT] = chain;
    const hasDuty = owner.kind === 'PLATFORM' || owner.kind === 'INTERNAL_SERVICE';
    const identity = aMachine({
      owner,
      boundary: hasDuty || boundary !== 'PLATFORM_WIDE' ? boundary : 'GRANTED_TENANTS',
    });
    const isSecret = kind === 'API_KEY' || kind === 'CLIENT_SECRET';
    const credential = aCredential({
      ...{ kind, networks, rotateEveryDays, state: 'STAGED', stateSince: NOON, createdAt: NOON, notBefore: NOON },
      federation: kind === 'FEDERATED_OIDC' ? federation : null,
      runtimeIds: bound.map(({ id }) => id),
      expiresAt: days(expiresInDays),
    });
    return {
      ...aChain(chain),
      ...{ credential, identity, runtimes: bound, decisionsRecorded },
      stewards: Array.from({ length: stewards }, () => aSteward()),
      homeTenant: aTenant(),
      policy: DEFAULT_POLICY,
      knowers: isSecret ? [{ actor: anActor, saw: NOON, how: 'issueCredential' }] : [],
    };
  });

type Break = (facts: AnswerFacts) => AnswerFacts | null;
const credentialWith =
  (overrides: Partial<AnswerFacts['credential']>): Break =>
  (facts) => ({ ...facts, credential: { ...facts.credential, ...overrides } });
const machineWith =
  (overrides: Partial<AnswerFacts['identity']>): Break =>
  (facts) => ({ ...facts, identity: { ...facts.identity, ...overrides } });

/** Each leaves one question open, or is null where it says nothing of this credential. */
const breaks: Readonly<Record<string, readonly [Question, readonly string[], Break]>> = {
  'who issues it': ['whoCreatedIt', ['machineIdentityId'], credentialWith({ createdBy: { ...anActor, id: '' } })],
  'who sees its secret': [
    'whoCreatedIt',
    ['kind'],
    (facts) => (facts.knowers.length === 0 ? null : { ...facts, knowers: [] }),
  ],
  'where its owners end': [
    'whoOwnsIt',
    ['machineIdentityId'],
    (facts) => ({ ...facts, chain: { complete: false, owners: facts.chain.owners, brokenBy: 'CYCLE' } }),
  ],
  'an owner': [
    'whoOwnsIt',
    ['machineIdentityId'],
    (facts) => ({ ...facts, ...aChain([{ kind: 'INTERNAL_SERVICE', service: 'nobody', duty: 'support' }]) }),
  ],
  'what its owners rest on': ['whoOwnsIt', ['machineIdentityId'], (facts) => ({ ...facts, owners: [] })],
  'an active steward': [
    'whoOwnsIt',
    ['machineIdentityId'],
    (facts) => ({ ...facts, stewards: [aSteward({ active: false })] }),
  ],
  'its tenant': ['whichTenant', ['machineIdentityId'], (facts) => ({ ...facts, homeTenant: null })],
  'one tenant': ['whichTenant', ['machineIdentityId'], credentialWith({ tenantId: OTHER })],
  'the duty to cross': [
    'mayItCrossTenants',
    ['machineIdentityId'],
    machineWith({ boundary: 'PLATFORM_WIDE', owner: TENANT }),
  ],
  'a runtime': ['whichRuntimes', ['runtimeIds', '0'], credentialWith({ runtimeIds: ['lost'] })],
  'how a runtime shows': [
    'whichRuntimes',
    ['runtimeIds'],
    (facts) =>
      facts.runtimes.length === 0
        ? null
        : { ...facts, runtimes: facts.runtimes.map((runtime) => ({ ...runtime, networks: [], attestors: [] })) },
  ],
  'an end': ['howIsItRotated', ['expiresInDays'], credentialWith({ expiresAt: NOON })],
  'a day of its end': ['howIsItRotated', ['expiresInDays'], credentialWith({ expiresAt: new Date(Number.NaN) })],
  'whose keys vouch': ['howIsItRotated', ['federation'], credentialWith({ kind: 'FEDERATED_OIDC', federation: null })],
};

function expectAllAnswered(facts: AnswerFacts): void {
  const answers = answerAll(facts);
  expect(Object.keys(answers)).toEqual([...QUESTIONS]);
  for (const question of QUESTIONS) {
    const { text, evidence, reason } = answers[question];
    expect(text.length).toBeGreaterThan(10);
    expect(evidence.length).toBeGreaterThan(0);
    expect([text, ...evidence].every((each) => each.trim() !== '' && !/undefined|null|NaN|Invalid/.test(each))).toBe(
      true,
    );
    expect(reason).toMatchObject({ code: 'credentials.answered', message: text });
  }
}

describe('a credential that is issued', () => {
  test('answers all eight questions, with evidence, whatever its kind, owner, boundary and binding', () => {
    fc.assert(
      fc.property(issuable, (facts) => {
        expectAllAnswered(facts);
        expect(decideAnswers(facts)).toEqual({ allowed: true, value: answerAll(facts) });
      }),
    );
  });

  test('still answers in whichever state it gets into, and can be revoked from each', () => {
    fc.assert(
      fc.property(issuable, fc.constantFrom(...CREDENTIAL_STATES), (facts, state) => {
        const later = { ...facts, credential: { ...facts.credential, state } };
        expectAllAnswered(later);
        expect(answerAll(later).howIsItRevoked.open).toBeNull();
      }),
    );
  });
});

describe('a credential that would leave a question open', () => {
  test.each(Object.entries(breaks))(
    'is not issued for want of %s, and says which question',
    (_what, [question, path, spoil]) => {
      fc.assert(
        fc.property(issuable, (facts) => {
          const spoilt = spoil(facts);
          if (spoilt === null) return;
          expectAllAnswered(spoilt);
          expect(answerAll(spoilt)[question].open).not.toBeNull();
          expect(decideAnswers(spoilt)).toMatchObject({
            allowed: false,
            code: 'credentials.answer_missing',
            details: { path },
          });
        }),
      );
    },
  );

  test('says so in words: the question, what is missing and what to do', () => {
    const [facts] = fc.sample(issuable, 1);
    if (facts === undefined) throw new Error('fast-check made nothing.');
    expect(decideAnswers({ ...facts, stewards: [] })).toMatchObject({
      details: {
        facts: {
          question: 'Who owns it?',
          missing: 'no active steward answers for it',
          remedy: 'Name an active member as steward of the machine.',
        },
      },
    });
  });
});
