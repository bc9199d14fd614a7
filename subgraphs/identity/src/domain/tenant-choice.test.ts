import { describe, expect, test } from 'vitest';
import { aStanding, aTenant, ANA, NOON } from '../../test/builders.js';
import { decideTenantChoice, standingOfRefused, type ChoiceFacts } from './tenant-choice.js';

const ACME = aStanding({ id: 'a0000000-0000-4000-8000-000000000001', slug: 'acme' });
const GLOBEX = aStanding({ id: 'b0000000-0000-4000-8000-000000000001', slug: 'globex' });
const OPERATOR = aStanding(
  { id: 'f0000000-0000-4000-8000-000000000001', slug: 'platform-hq', kind: 'PLATFORM' },
  { duties: ['billing-operations', 'tenant-operations'] },
);
const REASON = 'ticket 4711: locked out';

const factsOf = (overrides: Partial<ChoiceFacts>): ChoiceFacts => ({
  requested: null,
  operatorReason: null,
  standings: [],
  requestedTenant: null,
  ...overrides,
});
const choose = (overrides: Partial<ChoiceFacts>) => decideTenantChoice(factsOf(overrides));

describe('without a requested tenant, a person', () => {
  test('with one membership acts there', () => {
    expect(choose({ standings: [ACME] })).toMatchObject({
      value: { kind: 'MEMBER', tenant: { slug: 'acme' }, onlyIfPermitted: false },
    });
  });

  test('with several is asked which one, by name', () => {
    const decision = choose({ standings: [GLOBEX, ACME] });
    expect(decision).toMatchObject({
      code: 'identity.tenant_required',
      details: { facts: { tenants: 'acme, globex' } },
    });
  });

  test('with none stands in the lobby', () => {
    expect(choose({})).toMatchObject({ value: { kind: 'LOBBY' } });
  });

  test('who has left their only tenant, or whose tenant is closed, stands in the lobby, where a new invitation can be accepted', () => {
    expect(choose({ standings: [{ ...ACME, state: 'LEFT' }] })).toMatchObject({ value: { kind: 'LOBBY' } });
    expect(choose({ standings: [aStanding({ state: 'CLOSED' })] })).toMatchObject({ value: { kind: 'LOBBY' } });
  });

  test('who is suspended in one of two tenants acts in the other', () => {
    expect(choose({ standings: [{ ...ACME, state: 'SUSPENDED' }, GLOBEX] })).toMatchObject({
      value: { kind: 'MEMBER', tenant: { slug: 'globex' } },
    });
  });

  test('who is suspended in their only tenant is refused with it', () => {
    expect(choose({ standings: [{ ...ACME, state: 'SUSPENDED' }] })).toMatchObject({
      code: 'identity.membership_suspended',
    });
  });
});

describe('requesting a tenant', () => {
  test.each(['acme', 'a0000000-0000-4000-8000-000000000001', 'A0000000-0000-4000-8000-000000000001'])(
    'works by slug or id: %s',
    (requested) => {
      expect(choose({ requested, standings: [ACME, GLOBEX] })).toMatchObject({
        value: { kind: 'MEMBER', tenant: { slug: 'acme' } },
      });
    },
  );

  test('in which one is no member answers exactly as requesting an unknown one', () => {
    const unknown = choose({ requested: 'initech', standings: [ACME] });
    const foreign = choose({ requested: 'globex', standings: [ACME], requestedTenant: GLOBEX.tenant });
    expect(foreign).toEqual(unknown);
    expect(unknown).toEqual({ allowed: false, code: 'identity.tenant_unknown', details: {} });
  });

  test('which one has left answers so, too, whatever its state', () => {
    const left = { ...aStanding({ state: 'CLOSED' }), state: 'LEFT' as const };
    expect(choose({ requested: 'acme', standings: [left] })).toEqual(choose({ requested: 'initech' }));
  });

  test('with an operator’s reason, but without a duty, answers so, too', () => {
    const facts = { requested: 'globex', operatorReason: REASON, standings: [ACME], requestedTenant: GLOBEX.tenant };
    expect(choose(facts)).toEqual(choose({ requested: 'initech' }));
  });

  test('in which one is suspended is refused', () => {
    expect(choose({ requested: 'acme', standings: [{ ...ACME, state: 'SUSPENDED' }] })).toMatchObject({
      code: 'identity.membership_suspended',
    });
  });

  test.each(['SUSPENDED', 'CLOSING'] as const)('that is %s is left to access', (state) => {
    expect(choose({ requested: 'acme', standings: [aStanding({ state })] })).toMatchObject({
      value: { kind: 'MEMBER', onlyIfPermitted: true },
    });
  });

  test('that is being set up works', () => {
    expect(choose({ requested: 'acme', standings: [aStanding({ state: 'PROVISIONING' })] })).toMatchObject({
      value: { onlyIfPermitted: false },
    });
  });

  test('that is closed is refused', () => {
    expect(choose({ requested: 'acme', standings: [aStanding({ state: 'CLOSED' })] })).toMatchObject({
      code: 'identity.tenant_closed',
    });
  });
});

describe('an operator', () => {
  const facts = { requested: 'globex', operatorReason: REASON, standings: [OPERATOR], requestedTenant: GLOBEX.tenant };

  test('acts in a customer’s tenant under a duty, for the stated reason', () => {
    expect(choose(facts)).toMatchObject({
      value: { kind: 'OPERATOR', tenant: { slug: 'globex' }, duty: 'tenant-operations', reason: REASON },
    });
  });

  test('with several duties names the one to act under', () => {
    expect(choose({ ...facts, operatorReason: `billing-operations: ${REASON}` })).toMatchObject({
      value: { duty: 'billing-operations', reason: REASON },
    });
  });

  test('is refused a duty that they do not hold', () => {
    expect(choose({ ...facts, operatorReason: `support: ${REASON}` })).toMatchObject({
      code: 'identity.duty_not_held',
    });
  });

  test.each(['PROVISIONING', 'SUSPENDED', 'CLOSING'] as const)('also acts in a tenant that is %s', (state) => {
    expect(choose({ ...facts, requestedTenant: aTenant({ state }) })).toMatchObject({ value: { kind: 'OPERATOR' } });
  });

  test('does not act in a closed one', () => {
    expect(choose({ ...facts, requestedTenant: aTenant({ state: 'CLOSED' }) })).toMatchObject({
      code: 'identity.tenant_closed',
    });
  });

  test.each([null, '', 'too short', 'x'.repeat(501), 'line one\nline two', 'support:          '])(
    'without a usable reason (%j) is told so, whether the tenant exists or not',
    (operatorReason) => {
      expect(choose({ ...facts, operatorReason })).toMatchObject({ code: 'identity.operator_reason_required' });
      expect(choose({ ...facts, operatorReason, requestedTenant: null })).toEqual(choose({ ...facts, operatorReason }));
    },
  );

  test.each(['x'.repeat(10), 'x'.repeat(500)])('may state a reason as short or as long as %#', (operatorReason) => {
    expect(choose({ ...facts, operatorReason })).toMatchObject({ value: { kind: 'OPERATOR' } });
  });

  test('asking for an unknown tenant is told that there is none', () => {
    expect(choose({ ...facts, requestedTenant: null })).toMatchObject({ code: 'identity.tenant_unknown' });
  });

  test('enters the platform’s own tenant as a member', () => {
    expect(choose({ ...facts, requested: 'platform-hq', requestedTenant: OPERATOR.tenant })).toMatchObject({
      value: { kind: 'MEMBER' },
    });
  });

  test('who is also a member enters as one without a reason, and as an operator with it', () => {
    const both = { ...facts, standings: [OPERATOR, GLOBEX] };
    expect(choose({ ...both, operatorReason: null })).toMatchObject({ value: { kind: 'MEMBER' } });
    expect(choose(both)).toMatchObject({ value: { kind: 'OPERATOR' } });
  });

  test('who is suspended or has left, or holds no duty, is none', () => {
    const former = [
      { ...OPERATOR, state: 'SUSPENDED' as const },
      { ...OPERATOR, state: 'LEFT' as const },
      { ...OPERATOR, duties: [] },
    ];
    for (const standing of former)
      expect(choose({ ...facts, standings: [standing] })).toMatchObject({ code: 'identity.tenant_unknown' });
  });

  test('is known by the person of the platform’s own link', () => {
    expect(choose(facts)).toMatchObject({ value: { standing: { personId: ANA.id, tenant: { stateSince: NOON } } } });
  });
});

describe('a refused exchange is kept', () => {
  const kept = (overrides: Partial<ChoiceFacts>) => standingOfRefused(factsOf(overrides))?.tenant.slug ?? null;
  const left = { ...ACME, state: 'LEFT' as const };

  test('where the person asked to act, if that tenant knows them, also when they have left', () => {
    for (const state of ['ACTIVE', 'SUSPENDED', 'LEFT'] as const)
      expect(kept({ requested: 'acme', standings: [GLOBEX, { ...ACME, state }] })).toBe('acme');
  });

  test('where they would have acted without asking', () => {
    expect(kept({ standings: [{ ...ACME, state: 'SUSPENDED' }] })).toBe('acme');
  });

  test('nowhere, if they have left, must choose, or are not known where they asked', () => {
    expect(kept({ standings: [left] })).toBeNull();
    expect(kept({ standings: [ACME, GLOBEX] })).toBeNull();
    expect(kept({ requested: 'globex', requestedTenant: GLOBEX.tenant, standings: [ACME] })).toBeNull();
    expect(kept({ requested: 'globex', requestedTenant: GLOBEX.tenant })).toBeNull();
  });

  test('in the platform’s own tenant, if it was refused to an operator', () => {
    expect(kept({ requested: 'acme', requestedTenant: ACME.tenant, standings: [OPERATOR] })).toBe('platform-hq');
    expect(kept({ requested: 'acme', operatorReason: REASON, standings: [ACME, OPERATOR] })).toBe('platform-hq');
    expect(kept({ requested: 'acme', standings: [left, OPERATOR] })).toBe('platform-hq');
    expect(kept({ requested: 'acme', standings: [ACME, OPERATOR] })).toBe('acme');
  });
});
