import { describe, expect, test } from 'vitest';
import {
  aBilling,
  aCheck,
  aFact,
  aFullAction,
  aMembership,
  anAction,
  aPerson,
  aReason,
  aRole,
  aTenant,
  NOON,
  secondsAfter,
  secondsBefore,
  someFacts,
} from '../../test/builders.js';
import { decideAccess, denyUnknownAction } from './access.js';
import type { DecisionFacts } from './check.js';
import { redact } from './redaction.js';

const codes = (found: readonly { readonly code: string }[]) => found.map(({ code }) => code);
const outcomes = (facts: Partial<DecisionFacts>) =>
  decideAccess(aCheck({ action: aFullAction(), facts: someFacts(facts) })).factors.map(({ outcome }) => outcome);

const NOT_READY = aFact({ ready: false, reason: aReason('identity.setup_incomplete') });
const NOT_PAID = aFact(aBilling({ ready: false, reason: aReason('billing.payment_overdue') }), { source: 'billing' });

describe('access', () => {
  test('is granted when every declared factor passes', () => {
    const answer = decideAccess(aCheck({ action: aFullAction() }));
    expect(answer).toMatchObject({
      canAccess: true,
      reason: { code: 'access.granted' },
      blockers: [],
      redacted: false,
    });
    expect(outcomes({})).toEqual(['PASS', 'PASS', 'PASS', 'PASS', 'PASS']);
  });

  test('does not depend on factors that the action does not declare', () => {
    const answer = decideAccess(aCheck({ facts: someFacts({ setup: NOT_READY, billing: NOT_PAID }) }));
    expect(answer.canAccess).toBe(true);
    expect(answer.factors.map(({ outcome }) => outcome)).toEqual([
      'PASS',
      'PASS',
      'NOT_APPLICABLE',
      'NOT_APPLICABLE',
      'PASS',
    ]);
  });

  test('carries the owner’s reason unchanged', () => {
    const reason = {
      ...aReason('billing.payment_overdue'),
      since: '2026-11-01T00:00:00.000Z',
      remedy: { label: 'Pay.', section: 'BILLING' as const, requiredPermission: 'billing.plan.change' },
    };
    const billing = aFact(aBilling({ ready: false, reason }), { source: 'billing' });
    expect(decideAccess(aCheck({ action: aFullAction(), facts: someFacts({ billing }) })).reason).toBe(reason);
  });

  test('names everything that stands in the way, the weightiest first', () => {
    const facts = someFacts({
      tenant: aTenant('CLOSED', aReason('identity.tenant_closed')),
      membership: aMembership('SUSPENDED'),
      setup: NOT_READY,
      billing: NOT_PAID,
      roles: [aRole('auditor')],
    });
    const answer = decideAccess(aCheck({ action: aFullAction(), facts }));
    expect(codes(answer.blockers)).toEqual([
      'identity.tenant_closed',
      'access.membership_not_active',
      'identity.setup_incomplete',
      'billing.payment_overdue',
      'access.no_grant',
    ]);
    expect(answer.reason.code).toBe('identity.tenant_closed');
  });

  test('to an action that nobody declared is denied', () => {
    const answer = denyUnknownAction('identity.thing.chnage');
    expect(answer).toMatchObject({ canAccess: false, reason: { code: 'access.action_unknown' } });
    expect(answer.reason.message).toContain('identity.thing.chnage');
    expect(answer.reason.remedy?.label).toContain('Check the name');
  });

  test('shows every rule in its trace, also those that did not decide', () => {
    const { trace } = decideAccess(aCheck({ action: aFullAction() }));
    expect(trace.map(({ rule }) => rule)).toEqual([
      'boundary.tenant_open',
      'boundary.resource_in_tenant',
      'trust.standing',
      'trust.multi_factor',
      'trust.level',
      'platform.ready',
      'billing.ready',
      'billing.feature',
      'permission.within_limits',
      'permission.granted',
      'permission.may_give_role',
      'permission.owner_remains',
    ]);
  });
});

describe('the truth table of set-up, billing and permission', () => {
  const GRANTED = 'access.granted';
  const SETUP = 'identity.setup_incomplete';
  const OVERDUE = 'billing.payment_overdue';
  const NO_GRANT = 'access.no_grant';
  const HIDDEN = 'access.not_permitted';

  test.each([
    { ready: true, paid: true, role: true, reason: GRANTED, blockers: [] },
    { ready: true, paid: true, role: false, reason: HIDDEN, blockers: [NO_GRANT] },
    { ready: true, paid: false, role: true, reason: OVERDUE, blockers: [OVERDUE] },
    { ready: true, paid: false, role: false, reason: HIDDEN, blockers: [OVERDUE, NO_GRANT] },
    { ready: false, paid: true, role: true, reason: SETUP, blockers: [SETUP] },
    { ready: false, paid: true, role: false, reason: HIDDEN, blockers: [SETUP, NO_GRANT] },
    { ready: false, paid: false, role: true, reason: SETUP, blockers: [SETUP, OVERDUE] },
    { ready: false, paid: false, role: false, reason: HIDDEN, blockers: [SETUP, OVERDUE, NO_GRANT] },
  ])('set up $ready, paid $paid, permitted $role: $reason', ({ ready, paid, role, reason, blockers }) => {
    const facts = someFacts({
      ...(!ready && { setup: NOT_READY }),
      ...(!paid && { billing: NOT_PAID }),
      ...(!role && { roles: [] }),
    });
    const check = aCheck({ action: aFullAction(), facts });
    const answer = decideAccess(check);
    expect(answer.canAccess).toBe(ready && paid && role);
    expect(redact(answer).reason.code).toBe(reason);
    expect(codes(answer.blockers)).toEqual(blockers);
    // An auditor holds no grant for the action either, but may know why.
    const auditor = decideAccess({ ...check, facts: { ...facts, roles: [...facts.roles, aRole('auditor')] } });
    expect(codes(redact(auditor).blockers)).toEqual(blockers);
  });
});

describe('a fact', () => {
  const heard = (secondsAgo: number, stalenessSeconds: number) => {
    const setup = aFact(
      { ready: true, reason: aReason('identity.setup_complete') },
      { heardAt: secondsBefore(secondsAgo) },
    );
    const action = aFullAction({ stalenessSeconds });
    return decideAccess(aCheck({ action, facts: someFacts({ setup }) }));
  };

  test('counts as long as its feed was heard within what the action accepts', () => {
    expect(heard(30, 30).canAccess).toBe(true);
    expect(heard(300, 300).canAccess).toBe(true);
  });

  test('older than that is unknown, which denies', () => {
    const answer = heard(30.001, 30);
    expect(answer.reason).toMatchObject({ code: 'access.fact_stale', since: secondsBefore(30.001).toISOString() });
    expect(answer.factors[2]).toMatchObject({ kind: 'PLATFORM', outcome: 'UNKNOWN' });
    expect(heard(301, 300).reason.code).toBe('access.fact_stale');
  });

  test('of a feed that was never heard is unknown, which denies', () => {
    const setup = aFact({ ready: true, reason: aReason('identity.setup_complete') }, { heardAt: null });
    expect(outcomes({ setup })[2]).toBe('UNKNOWN');
  });

  test.each([
    { missing: { tenant: null }, factor: 0, what: 'this tenant' },
    { missing: { membership: null }, factor: 1, what: 'the membership of this person' },
    { missing: { setup: null }, factor: 2, what: 'the set-up of this tenant' },
    { missing: { billing: null }, factor: 3, what: 'the billing of this tenant' },
  ])('that was never told denies and says what is missing: $what', ({ missing, factor, what }) => {
    const answer = decideAccess(aCheck({ action: aFullAction(), facts: someFacts(missing) }));
    expect(answer.canAccess).toBe(false);
    expect(answer.factors[factor]?.outcome).toBe('UNKNOWN');
    expect(answer.reason.code).toBe('access.fact_unknown');
    expect(answer.reason.message).toContain(what);
  });

  test('stands in the factor that it decided, with version and age', () => {
    const billing = aFact(aBilling(), { source: 'billing', version: 7, heardAt: secondsBefore(2) });
    const answer = decideAccess(aCheck({ action: aFullAction(), facts: someFacts({ billing }) }));
    expect(answer.factors[3]?.fact).toEqual({ source: 'billing', version: 7, asOf: secondsBefore(2) });
  });
});

describe('billing’s verdict', () => {
  const until = (at: Date, ready: boolean) => {
    const nextTransition = { at, to: 'SUSPENDED', ready, reason: aReason('billing.payment_overdue') };
    const billing = aFact(aBilling({ nextTransition }), { source: 'billing' });
    return decideAccess(aCheck({ action: aFullAction(), facts: someFacts({ billing }) }));
  };

  test('holds until the moment at which time alone turns it', () => {
    expect(until(secondsAfter(1), false)).toMatchObject({
      canAccess: true,
      validUntil: secondsAfter(1),
      nextBecause: { code: 'billing.payment_overdue' },
    });
  });

  test('turns to no at that moment, even if billing is not there to say so', () => {
    expect(until(NOON, false)).toMatchObject({
      canAccess: false,
      reason: { code: 'billing.payment_overdue' },
      validUntil: null,
    });
  });

  test('never turns to yes without billing saying so', () => {
    const nextTransition = { at: NOON, to: 'ACTIVE', ready: true, reason: aReason('billing.active') };
    const billing = aFact(aBilling({ ready: false, reason: aReason('billing.paused'), nextTransition }), {
      source: 'billing',
    });
    expect(decideAccess(aCheck({ action: aFullAction(), facts: someFacts({ billing }) })).reason.code).toBe(
      'billing.paused',
    );
  });

  test('says nothing about the future of an action that does not depend on it', () => {
    const nextTransition = {
      at: secondsAfter(1),
      to: 'SUSPENDED',
      ready: false,
      reason: aReason('billing.payment_overdue'),
    };
    const facts = someFacts({ billing: aFact(aBilling({ nextTransition })) });
    expect(decideAccess(aCheck({ facts })).validUntil).toBeNull();
  });
});

describe('a feature', () => {
  const withFeatures = (features: Record<string, { enabled: boolean; reason: ReturnType<typeof aReason> }>) => {
    const entitlements = aFact({ features }, { source: 'billing' });
    return decideAccess(aCheck({ action: aFullAction({ feature: 'reporting' }), facts: someFacts({ entitlements }) }));
  };

  test('opens what needs it when it is switched on', () => {
    expect(withFeatures({ reporting: { enabled: true, reason: aReason('billing.in_plan') } }).canAccess).toBe(true);
  });

  test('denies, in billing’s words, when it is switched off', () => {
    const reason = aReason('billing.feature_not_in_plan');
    expect(withFeatures({ reporting: { enabled: false, reason } }).reason).toBe(reason);
  });

  test('that billing does not name is not included', () => {
    expect(withFeatures({}).reason.code).toBe('access.feature_unknown');
    expect(withFeatures({ constructor: undefined } as never).canAccess).toBe(false);
  });

  test('denies when billing never said anything about features', () => {
    const action = aFullAction({ feature: 'reporting' });
    const answer = decideAccess(aCheck({ action, facts: someFacts({ entitlements: null }) }));
    expect(answer.reason.code).toBe('access.fact_unknown');
  });
});

describe('the answer’s end', () => {
  test('is the earliest of what time alone will change', () => {
    const roles = [aRole('owner', { expiresAt: secondsAfter(60) })];
    const nextTransition = { at: secondsAfter(90), to: 'GRACE', ready: true, reason: aReason('billing.trial_active') };
    const facts = someFacts({ roles, billing: aFact(aBilling({ nextTransition })) });
    const answer = decideAccess(aCheck({ action: aFullAction(), facts }));
    expect(answer).toMatchObject({ validUntil: secondsAfter(60), nextBecause: { code: 'access.assignment_expires' } });
  });

  test('does not depend on roles that grant something else', () => {
    const roles = [aRole('owner'), aRole('member', { expiresAt: secondsAfter(60) })];
    expect(decideAccess(aCheck({ facts: someFacts({ roles }) })).validUntil).toBeNull();
  });
});

describe('whoever lacks the permission', () => {
  const denied = decideAccess(
    aCheck({
      action: aFullAction(),
      subject: aPerson(),
      facts: someFacts({ roles: [aRole('member')], billing: NOT_PAID, setup: NOT_READY }),
    }),
  );
  const shown = redact(denied);

  test('is told that, and whom to ask, and nothing else', () => {
    expect(codes([shown.reason, ...shown.blockers, ...shown.factors.map(({ reason }) => reason)])).toEqual(
      Array(7).fill('access.not_permitted'),
    );
    expect(shown.trace.map(({ reason }) => reason.code)).toEqual(['access.not_permitted']);
    expect(shown.reason.remedy).toMatchObject({ section: 'USERS', requiredPermission: 'access.role.assign' });
  });

  test('learns no other factor’s outcome, fact or future', () => {
    expect(shown.factors.map(({ outcome }) => outcome)).toEqual(['UNKNOWN', 'UNKNOWN', 'UNKNOWN', 'UNKNOWN', 'FAIL']);
    expect(shown.factors.map(({ fact }) => fact)).toEqual(Array(5).fill(null));
    expect(shown).toMatchObject({ validUntil: null, nextBecause: null });
    expect(JSON.stringify(shown)).not.toMatch(/billing\.|identity\./);
  });

  test('is told everything when they hold access.audit.read', () => {
    const facts = someFacts({ roles: [aRole('auditor')], billing: NOT_PAID });
    const answer = decideAccess(aCheck({ action: aFullAction(), facts }));
    expect(redact(answer)).toBe(answer);
    expect(codes(answer.blockers)).toEqual(['billing.payment_overdue', 'access.no_grant']);
  });

  test('is not told more by an auditor’s role that has ended', () => {
    const facts = someFacts({ roles: [aRole('auditor', { expiresAt: NOON })] });
    expect(decideAccess(aCheck({ action: anAction({ systemRoles: ['owner'] }), facts })).redacted).toBe(true);
  });
});
