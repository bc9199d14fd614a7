import { describe, expect, test } from 'vitest';
import { NOON, aCredential, aMachine, aRuntime, anActor, days } from '../../test/builders.js';
import type { Credential } from './credential.js';
import { decideBinding } from './narrowing.js';
import { DEFAULT_POLICY, type MachinePolicy } from './policy.js';

const [HERE, THERE] = ['d1000000-0000-4000-8000-000000000001', 'd1000000-0000-4000-8000-000000000002'];
const runtimes = [aRuntime({ id: HERE }), aRuntime({ id: THERE })];
const ALONE = DEFAULT_POLICY;
const TWO: MachinePolicy = { ...DEFAULT_POLICY, fourEyesActions: ['billing.invoice.read'] };

const bind = (credential: Partial<Credential>, runtimeIds: readonly string[], policy = TWO, identity = aMachine()) =>
  decideBinding(
    aCredential({ ceiling: ['billing.invoice.read'], version: 1, ...credential }),
    runtimeIds,
    { identity, runtimes, policy },
    1,
    NOON,
  );
const widened = (...path: readonly string[]) => ({
  allowed: false,
  code: 'credentials.binding_widened',
  details: { path: ['runtimeIds', ...path] },
});
const BOUND = { runtimeIds: [HERE] };

describe('binding a credential that needs two people', () => {
  test.each([
    ['one that was free is bound', [], [HERE]],
    ['fewer runtimes are left', [HERE, THERE], [THERE]],
    ['they stay as they are', [HERE], [HERE]],
  ])('is allowed to one alone where %s', (_, before, after) => {
    expect(bind({ runtimeIds: before }, after)).toMatchObject({ allowed: true, value: after });
  });

  test('is refused where a runtime is added, which is named', () => {
    expect(bind(BOUND, [HERE, THERE])).toMatchObject(widened('1'));
    expect(bind(BOUND, [THERE])).toMatchObject(widened('0'));
  });

  test('is refused where no binding would be left, which is the loosest', () => {
    expect(bind(BOUND, [])).toMatchObject(widened());
  });

  test('stays refused when the policy has changed since it was approved', () => {
    expect(bind({ ...BOUND, approvedBy: anActor, approvedAt: days(-1) }, [], ALONE)).toMatchObject(widened());
  });

  test('is allowed while it waits for the second person, who has agreed to nothing yet', () => {
    expect(bind({ ...BOUND, state: 'PENDING_APPROVAL' }, []).allowed).toBe(true);
  });

  test('is not asked of a ceiling without such an action', () => {
    expect(bind(BOUND, [], ALONE).allowed).toBe(true);
    expect(bind({ ...BOUND, ceiling: ['billing.invoice.send'] }, []).allowed).toBe(true);
  });

  test('says that it needs two people before it says that nobody answers for its machine', () => {
    const inGrace = aMachine({ state: 'OWNER_GRACE', graceEndsAt: days(3) });
    expect(bind(BOUND, [], TWO, inGrace)).toMatchObject(widened());
    expect(bind(BOUND, [], ALONE, inGrace)).toMatchObject({ code: 'credentials.owner_grace' });
  });
});
