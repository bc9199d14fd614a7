import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aGrant, inDays, NOON } from '../../test/builders.js';
import { CATALOGUE } from './catalogue.js';
import { resolveFeature, type Grant } from './entitlement.js';
import { decideEntitlements } from './entitlement-state.js';
import { FEATURE_NAMES, FEATURES, type GrantValue } from './feature.js';
import { hoursAfter } from './instant.js';
import { instantsOf, type BillingFacts } from './facts.js';
import { concludeAt, decideReadiness } from './readiness.js';
import { PROVIDER_STATUSES, type Subscription } from './subscription.js';
import { listTransitions, type Recorded } from './transition.js';
import { decideVerdict } from './verdict.js';

const anInstant = fc.integer({ min: -60 * 24, max: 60 * 24 }).map((hours) => hoursAfter(NOON, hours));
const maybe = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { freq: 2 });

const aValue = (kind: GrantValue['kind']): fc.Arbitrary<GrantValue> => {
  if (kind === 'BOOLEAN') return fc.record({ kind: fc.constant('BOOLEAN' as const), enabled: fc.boolean() });
  if (kind === 'METERED')
    return fc.record({ kind: fc.constant('METERED' as const), unlimited: fc.boolean(), limit: fc.bigInt(-20n, 90n) });
  return fc.record({ kind: fc.constant('CONFIG' as const), value: fc.integer() });
};

const grants: fc.Arbitrary<Grant> = fc.constantFrom(...FEATURE_NAMES).chain((feature) =>
  fc.record({
    id: fc.uuid(),
    layer: fc.constantFrom('ADDON' as const, 'OVERRIDE' as const),
    feature: fc.constant(feature),
    value: aValue(FEATURES[feature].kind),
    grantedAt: anInstant,
    expiresAt: maybe(anInstant),
  }),
);

const subscriptions: fc.Arbitrary<Subscription> = anInstant.chain((since) =>
  fc.record({
    id: fc.uuid(),
    plan: fc.constantFrom(...CATALOGUE),
    quantity: fc.nat(9),
    providerStatus: fc.constantFrom(...PROVIDER_STATUSES, 'haunted'),
    statusSince: anInstant,
    startedAt: fc.constant(since),
    trialEndsAt: maybe(anInstant),
    periodAnchor: fc.constant(since),
    cancelAt: maybe(anInstant),
    overdueSince: maybe(fc.constant(since)),
    graceExtensions: fc.array(fc.record({ overdueSince: fc.constant(since), until: anInstant }), { maxLength: 2 }),
    resumesAt: maybe(anInstant),
    firstPaymentDueAt: maybe(anInstant),
    readyBeforeUnknown: fc.boolean(),
    disputed: fc.boolean(),
    evidenceReceivedAt: maybe(anInstant),
  }),
);

const facts: fc.Arbitrary<BillingFacts> = fc.record({
  subscriptions: fc.uniqueArray(subscriptions, { maxLength: 3, selector: ({ id }) => id }),
  paymentAgreed: fc.boolean(),
  grants: fc.uniqueArray(grants, { maxLength: 4, selector: ({ id }) => id }),
  seatsUsed: fc.nat(30),
});

const BEGIN = inDays(-61);
const RUNS = { numRuns: 200 };

describe('for any evidence, exceptions and time', () => {
  test('the readiness is one function of them, however they were read', () => {
    fc.assert(
      fc.property(facts, anInstant, (known, now) => {
        const otherwiseRead = {
          ...known,
          subscriptions: known.subscriptions.toReversed(),
          grants: known.grants.toReversed(),
        };
        expect(decideReadiness(otherwiseRead, now)).toEqual(decideReadiness(structuredClone(known), now));
        expect(decideEntitlements(otherwiseRead, now)).toEqual(decideEntitlements(known, now));
      }),
      RUNS,
    );
  });

  test('nothing changes between two instants that the clock knows', () => {
    fc.assert(
      fc.property(facts, anInstant, (known, now) => {
        const next = instantsOf(known).find((instant) => instant > now) ?? inDays(400);
        const lastMoment = new Date(next.getTime() - 1);
        const before = decideReadiness(known, now);
        expect(decideReadiness(known, lastMoment)).toEqual(before);
        expect(decideEntitlements(known, lastMoment)).toEqual(decideEntitlements(known, now));
      }),
      RUNS,
    );
  });

  test('following the next transitions one by one ends where a single look at the end does', () => {
    fc.assert(
      fc.property(facts, anInstant, (known, start) => {
        const end = inDays(400);
        let verdict = concludeAt(known, start).verdict;
        for (let next = decideReadiness(known, start).nextTransition; next !== null && next.at <= end;) {
          verdict = { ...verdict, state: next.to, ready: next.ready };
          next = decideReadiness(known, next.at).nextTransition;
        }
        const { state, ready } = concludeAt(known, end).verdict;
        expect({ state: verdict.state, ready: verdict.ready }).toEqual({ state, ready });
      }),
      RUNS,
    );
  });

  test('a history written in steps is the history written at once', () => {
    fc.assert(
      fc.property(
        subscriptions,
        fc.boolean(),
        fc.array(anInstant, { minLength: 1, maxLength: 6 }),
        (known, agreed, looks) => {
          const times = [...looks].sort((one, other) => one.getTime() - other.getTime());
          const begin = { state: decideVerdict(known, agreed, BEGIN).verdict.state, at: BEGIN };
          let recorded: Recorded = begin;
          const inSteps = times.flatMap((now) => {
            const written = listTransitions(known, agreed, recorded, now);
            recorded = { state: written.at(-1)?.to ?? recorded.state, at: now };
            return written;
          });
          expect(inSteps).toEqual(listTransitions(known, agreed, begin, times.at(-1) ?? NOON));
        },
      ),
      RUNS,
    );
  });

  test('the order of grants changes no entitlement', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(grants, { maxLength: 8, selector: ({ id }) => id }),
        fc.infiniteStream(fc.nat()),
        (given, keys) => {
          const shuffled = given
            .map((grant) => [keys.next().value ?? 0, grant] as const)
            .sort(([one], [other]) => one - other)
            .map(([, grant]) => grant);
          for (const feature of FEATURE_NAMES) {
            const share = CATALOGUE[1] === undefined ? null : { plan: CATALOGUE[1], quantity: 1 };
            expect(resolveFeature(feature, share, shuffled, NOON)).toEqual(resolveFeature(feature, share, given, NOON));
          }
        },
      ),
      RUNS,
    );
  });

  test('a grant that is no exception takes nothing away', () => {
    const addon = aGrant({ feature: 'reporting', value: { kind: 'BOOLEAN', enabled: false } });
    expect(
      resolveFeature('reporting', null, [addon, { ...addon, id: 'b', value: { kind: 'BOOLEAN', enabled: true } }], NOON)
        .value,
    ).toEqual({ kind: 'BOOLEAN', enabled: true });
  });
});
