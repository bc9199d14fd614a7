import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NOON, aMachine, anIssueInput, aResponsibility, aRuntime, aSteward, days } from '../../test/builders.js';
import {
  CEILING_ACTIONS_MAX,
  CEILING_BYTES_MAX,
  decideCeiling,
  decideIssue,
  type IssueFacts,
  type IssueInput,
} from './issue.js';
import { effectiveLimits } from './limits.js';
import { DEFAULT_POLICY } from './policy.js';

const facts = (overrides: Partial<IssueFacts> = {}): IssueFacts => ({
  identity: aMachine(),
  stewards: [aSteward()],
  runtimes: [aRuntime()],
  policy: DEFAULT_POLICY,
  ...overrides,
});
const issued = (input: Partial<IssueInput> = {}, given: Partial<IssueFacts> = {}) =>
  decideIssue(anIssueInput(input), facts(given), NOON);
const refusedWith = (code: string, ...path: string[]) => ({
  allowed: false,
  code,
  details: expect.objectContaining({ path }) as unknown,
});
const action = fc.integer({ min: 0, max: 30 }).map((index) => `billing.noun.verb${index}`);

describe('issuing a credential', () => {
  test('gives it an end, and starts it now', () => {
    expect(issued()).toMatchObject({
      allowed: true,
      value: { expiresAt: days(30), notBefore: NOON, ceiling: ['billing.invoice.read'] },
    });
  });

  test.each(['DRAFT', 'SUSPENDED', 'ORPHANED'] as const)('is refused for a machine that is %s', (state) => {
    expect(issued({}, { identity: aMachine({ state }) })).toEqual(
      refusedWith('credentials.machine_not_active', 'machineIdentityId'),
    );
  });

  test('is refused without an active steward', () => {
    expect(issued({}, { stewards: [aSteward({ active: false })] })).toEqual(
      refusedWith('credentials.steward_missing', 'machineIdentityId'),
    );
  });

  test('is refused beyond the responsibility, naming the action', () => {
    expect(issued({ ceiling: ['billing.invoice.read', 'billing.plan.change'] })).toEqual(
      refusedWith('credentials.action_outside_responsibility', 'ceiling', '1'),
    );
  });

  test.each([0, -1, 366, Number.NaN])('is refused for %d days', (expiresInDays) => {
    expect(issued({ expiresInDays })).toEqual(refusedWith('credentials.expiry_out_of_range', 'expiresInDays'));
  });

  test.each([1, 365])('is possible for %d days', (expiresInDays) => {
    expect(issued({ expiresInDays }).allowed).toBe(true);
  });

  test('is refused for a test runtime', () => {
    expect(issued({ runtimeIds: [aRuntime().id] }, { runtimes: [aRuntime({ environment: 'test' })] })).toEqual(
      refusedWith('credentials.runtime_environment', 'runtimeIds', '0'),
    );
  });

  test.each<[string[], Partial<IssueInput>]>([
    [['name'], { name: ' ' }],
    [['purpose'], { purpose: '' }],
    [['maxUses'], { maxUses: 0 }],
    [['rotateEveryDays'], { rotateEveryDays: 366 }],
    [['networks', '1'], { networks: ['10.0.0.0/8', '10.0.0.1/8'] }],
    [['notBefore'], { notBefore: days(30) }],
    [['ceiling'], { ceiling: [] }],
  ])('is refused with an unusable %j', (path, input) => {
    expect(issued(input)).toEqual(refusedWith('credentials.invalid_input', ...path));
  });

  test('never starts in the past', () => {
    expect(issued({ notBefore: days(-3) })).toMatchObject({ value: { notBefore: NOON } });
    expect(issued({ notBefore: days(3) })).toMatchObject({ value: { notBefore: days(3) } });
  });
});

describe('a ceiling', () => {
  test('is within the responsibility, and nothing ever adds, whatever is asked for', () => {
    fc.assert(
      fc.property(fc.array(action), fc.array(action), (wanted, responsibility) => {
        const decision = decideCeiling(wanted, responsibility);
        const within = wanted.length > 0 && wanted.every((each) => responsibility.includes(each));
        expect(decision.allowed).toBe(within);
        if (!decision.allowed) return;
        const limits = effectiveLimits(aMachine({ responsibility: aResponsibility({ actions: responsibility }) }), {
          ceiling: decision.value,
        });
        expect(limits.every((each) => responsibility.includes(each) && wanted.includes(each))).toBe(true);
      }),
    );
  });

  test('shrinks with the responsibility afterwards', () => {
    const narrowed = aMachine({ responsibility: aResponsibility({ actions: ['billing.invoice.send'] }) });
    expect(effectiveLimits(narrowed, { ceiling: ['billing.invoice.read', 'billing.invoice.send'] })).toEqual([
      'billing.invoice.send',
    ]);
  });

  test('that would not fit into a token is refused, and the largest that fits is not', () => {
    const long = (count: number) =>
      Array.from(
        { length: count },
        (_, index) => `billing.invoices.export_everything_${String(index).padStart(3, '0')}`,
      );
    const fitting = long(Math.floor((CEILING_BYTES_MAX - 1) / (JSON.stringify(long(1)).length - 1)));
    expect(decideCeiling(fitting, fitting).allowed).toBe(true);
    expect(decideCeiling(long(fitting.length + 1), long(100))).toMatchObject({ code: 'credentials.limits_too_large' });
  });

  test('has at most as many actions as access takes at once', () => {
    const short = Array.from({ length: CEILING_ACTIONS_MAX + 1 }, (_, index) => `a.b.c${index}`);
    expect(decideCeiling(short.slice(1), short).allowed).toBe(true);
    expect(decideCeiling(short, short)).toMatchObject({ code: 'credentials.limits_too_large' });
  });
});
