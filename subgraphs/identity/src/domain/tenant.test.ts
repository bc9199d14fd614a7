import { describe, expect, test } from 'vitest';
import { aSetup, aTenant, NOON } from '../../test/builders.js';
import { readiness } from './setup.js';
import { activateWhenReady, decideTenantState, stateReason, type TenantState } from './tenant.js';

const LATER = new Date('2026-11-22T12:00:00Z');
const READY = readiness(aSetup());
const NOT_READY = readiness(aSetup([]));
const STATES: readonly TenantState[] = ['PROVISIONING', 'ACTIVE', 'SUSPENDED', 'CLOSING', 'CLOSED'];
const POSSIBLE: Readonly<Record<TenantState, readonly TenantState[]>> = {
  PROVISIONING: ['ACTIVE', 'CLOSING'],
  ACTIVE: ['SUSPENDED', 'CLOSING'],
  SUSPENDED: ['ACTIVE', 'CLOSING'],
  CLOSING: ['ACTIVE', 'CLOSED'],
  CLOSED: [],
};

describe('changing the state of a tenant', () => {
  for (const from of STATES) {
    for (const to of STATES.filter((state) => state !== from)) {
      const possible = POSSIBLE[from].includes(to);
      test(`from ${from} to ${to} is ${possible ? 'possible' : 'refused'}`, () => {
        const decision = decideTenantState(aTenant({ state: from }), { to, reason: 'as agreed' }, READY, LATER);
        expect(decision.allowed).toBe(possible);
        if (!decision.allowed) expect(decision.code).toBe('identity.tenant_transition_refused');
      });
    }
    test(`from ${from} to ${from} is refused, because nothing would change`, () => {
      const decision = decideTenantState(aTenant({ state: from }), { to: from, reason: 'as agreed' }, READY, LATER);
      expect(decision).toMatchObject({ code: 'identity.tenant_state_unchanged' });
    });
  }

  test('keeps who said why, since when, and counts the version', () => {
    const decision = decideTenantState(
      aTenant({ version: 4 }),
      { to: 'SUSPENDED', reason: '  abuse report 12 ' },
      READY,
      LATER,
    );
    expect(decision).toMatchObject({
      allowed: true,
      value: { state: 'SUSPENDED', stateNote: 'abuse report 12', stateSince: LATER, version: 5, activatedAt: NOON },
    });
  });

  test('needs a complete set-up before the first activation, and names the open steps', () => {
    const tenant = aTenant({ state: 'PROVISIONING', activatedAt: null });
    const decision = decideTenantState(tenant, { to: 'ACTIVE', reason: 'go live' }, NOT_READY, LATER);
    expect(decision).toMatchObject({
      code: 'identity.setup_incomplete',
      details: { facts: { steps: NOT_READY.open.join(', ') } },
    });
  });

  test('takes a tenant up again although a new set-up step is open', () => {
    const decision = decideTenantState(
      aTenant({ state: 'SUSPENDED' }),
      { to: 'ACTIVE', reason: 'paid' },
      NOT_READY,
      LATER,
    );
    expect(decision.allowed).toBe(true);
  });

  test.each(['SUSPENDED', 'CLOSING'] as const)('never makes the platform’s own tenant %s', (to) => {
    const decision = decideTenantState(aTenant({ kind: 'PLATFORM' }), { to, reason: 'by mistake' }, READY, LATER);
    expect(decision).toMatchObject({ code: 'identity.platform_tenant_protected' });
  });

  test.each(['', 'no', 'x'.repeat(501), 'two\nlines'])('is refused for the reason %j', (reason) => {
    const decision = decideTenantState(aTenant(), { to: 'SUSPENDED', reason }, READY, LATER);
    expect(decision).toMatchObject({ code: 'identity.invalid_input', details: { path: ['reason'] } });
  });

  test.each(['why', 'x'.repeat(500)])('is possible for a reason of %#: the shortest and the longest', (reason) => {
    expect(decideTenantState(aTenant(), { to: 'SUSPENDED', reason }, READY, LATER).allowed).toBe(true);
  });
});

describe('a tenant whose set-up is complete', () => {
  test('becomes active by itself when it was being set up', () => {
    const tenant = aTenant({ state: 'PROVISIONING', activatedAt: null });
    expect(activateWhenReady(tenant, true, LATER)).toMatchObject({ state: 'ACTIVE', activatedAt: LATER, version: 2 });
  });

  test('stays as it is in any other state, and while a step is open', () => {
    expect(activateWhenReady(aTenant({ state: 'SUSPENDED' }), true, LATER)).toBeNull();
    expect(activateWhenReady(aTenant({ state: 'PROVISIONING' }), false, LATER)).toBeNull();
  });
});

describe('the reason of a tenant’s state', () => {
  test('is null while it is active', () => {
    expect(stateReason(aTenant())).toBeNull();
  });

  test.each([
    ['PROVISIONING', 'identity.tenant_provisioning', 'The tenant is being set up.'],
    ['SUSPENDED', 'identity.tenant_suspended', 'The tenant is suspended: unpaid'],
    ['CLOSING', 'identity.tenant_closing', 'The tenant is being closed: unpaid'],
    ['CLOSED', 'identity.tenant_closed', 'The tenant is closed: unpaid'],
  ] as const)('says what %s means, with the operator’s words', (state, code, message) => {
    expect(stateReason(aTenant({ state, stateNote: 'unpaid' }))).toMatchObject({
      code,
      message,
      since: NOON.toISOString(),
    });
  });
});
