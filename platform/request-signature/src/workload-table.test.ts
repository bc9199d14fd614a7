import { describe, expect, test } from 'vitest';
import { extendWorkloadTable, mayCall, pairsOf, profileOf, WORKLOAD_TABLE } from './index.js';

const WORKLOADS = ['gateway', 'access', 'billing', 'identity', 'credentials'];
const DOMAINS = WORKLOADS.slice(1);

const callers = (receiver: string, method: string, path: string) =>
  WORKLOADS.filter((caller) => mayCall({ caller, receiver, method, path }));
const readers = (receiver: string, ...eventTypes: string[]) =>
  WORKLOADS.filter((caller) => mayCall({ caller, receiver, method: 'GET', path: '/events', eventTypes }));

describe('a workload may call', () => {
  test.each(DOMAINS)('the graph of %s only as the gateway', (domain) => {
    expect(callers(domain, 'POST', '/graphql')).toEqual(['gateway']);
  });

  test('the token exchange of the two minters only as the gateway', () => {
    expect(DOMAINS.map((domain) => callers(domain, 'POST', '/token-exchange'))).toEqual([
      [],
      [],
      ['gateway'],
      ['gateway'],
    ]);
  });

  test('the usage reports of credentials only as the gateway', () => {
    expect(DOMAINS.map((domain) => callers(domain, 'POST', '/usage'))).toEqual([[], [], [], ['gateway']]);
  });

  test('the reports of used actions only as another domain', () => {
    const reporters = DOMAINS.map((domain) => callers(domain, 'POST', '/action-uses'));
    expect(reporters).toEqual([[], [], [], ['access', 'billing', 'identity']]);
  });

  test('the decisions of access only as another domain', () => {
    expect(callers('access', 'POST', '/access/v1/evaluation')).toEqual(['billing', 'identity', 'credentials']);
    expect(callers('billing', 'POST', '/access/v1/evaluation')).toEqual([]);
  });

  test('nothing else, nothing by another method, and nothing that only begins like it', () => {
    expect(callers('access', 'GET', '/access/v1/evaluation')).toEqual([]);
    expect(callers('billing', 'POST', '/graphql/')).toEqual([]);
    expect(callers('billing', 'POST', '/graphqlx')).toEqual([]);
    expect(callers('access', 'POST', '/access/v10')).toEqual([]);
    expect(callers('billing', 'POST', '/')).toEqual([]);
  });

  test('each in the profile that its line names', () => {
    expect(profileOf({ caller: 'gateway', receiver: 'billing', method: 'POST', path: '/graphql' })).toBe('graphql');
    expect(profileOf({ caller: 'gateway', receiver: 'identity', method: 'POST', path: '/token-exchange' })).toBe(
      'service',
    );
    expect(
      profileOf({
        caller: 'gateway',
        receiver: 'identity',
        method: 'GET',
        path: '/events',
        eventTypes: ['txn_token.withdrawn'],
      }),
    ).toBe('feed');
  });
});

describe('a feed is read', () => {
  test.each([
    ['identity.tenant.changed', ['access', 'billing', 'credentials']],
    ['identity.membership.changed', ['access', 'billing', 'credentials']],
    ['identity.platform_setup.changed', ['access']],
    ['identity.invitation.accepted', ['access']],
    ['billing.readiness.changed', ['access', 'credentials']],
    ['billing.entitlements.changed', ['access', 'credentials']],
    ['credentials.machine_identity.changed', ['access']],
    ['access.role_assignment.changed', ['credentials']],
    ['billing.actions.declared', ['access']],
  ])('for %s by %s, at the domain that its prefix names', (type, consumers) => {
    expect(DOMAINS.filter((domain) => readers(domain, type).length > 0)).toEqual([type.split('.')[0]]);
    expect(readers(type.split('.')[0] ?? '', type)).toEqual(consumers);
  });

  test('for withdrawn tokens by the gateway, at the three domains that withdraw', () => {
    expect(DOMAINS.map((domain) => readers(domain, 'txn_token.withdrawn'))).toEqual([
      ['gateway'],
      [],
      ['gateway'],
      ['gateway'],
    ]);
  });

  test('only if every type that is asked for is allowed, and at least one is', () => {
    expect(readers('billing', 'billing.readiness.changed', 'billing.entitlements.changed')).toEqual([
      'access',
      'credentials',
    ]);
    expect(readers('billing', 'billing.readiness.changed', 'billing.actions.declared')).toEqual(['access']);
    expect(readers('billing')).toEqual([]);
    expect(readers('billing', '')).toEqual([]);
  });

  test('never by a pattern, and never by another method', () => {
    expect(readers('billing', '*.actions.declared')).toEqual([]);
    expect(
      mayCall({
        caller: 'access',
        receiver: 'billing',
        method: 'POST',
        path: '/events',
        eventTypes: ['billing.readiness.changed'],
      }),
    ).toBe(false);
  });
});

describe('a fifth domain', () => {
  const table = extendWorkloadTable(WORKLOAD_TABLE, {
    events: [{ type: 'billing.readiness.changed', consumers: ['warehouse'] }],
  });
  const read = { caller: 'warehouse', receiver: 'billing', method: 'GET', path: '/events' };

  test('reads what one more line lets it read, and no more', () => {
    expect(mayCall({ ...read, eventTypes: ['billing.readiness.changed'] })).toBe(false);
    expect(mayCall({ ...read, eventTypes: ['billing.readiness.changed'] }, table)).toBe(true);
    expect(mayCall({ ...read, eventTypes: ['billing.entitlements.changed'] }, table)).toBe(false);
  });

  test('needs a secret with exactly those whom the table lets it talk to', () => {
    const added = pairsOf([...WORKLOADS, 'warehouse'], table).filter(({ caller, receiver }) =>
      [caller, receiver].includes('warehouse'),
    );
    expect(added).toEqual([
      { caller: 'gateway', receiver: 'warehouse' },
      { caller: 'access', receiver: 'warehouse' },
      { caller: 'warehouse', receiver: 'billing' },
    ]);
  });
});

describe('pairs', () => {
  test('are those that the table lets talk, and nobody calls the gateway or itself', () => {
    expect(pairsOf(WORKLOADS).map(({ caller, receiver }) => `${caller}>${receiver}`)).toEqual([
      ...['gateway>access', 'gateway>billing', 'gateway>identity', 'gateway>credentials'],
      ...['access>billing', 'access>identity', 'access>credentials'],
      ...['billing>access', 'billing>identity', 'billing>credentials', 'identity>access', 'identity>credentials'],
      ...['credentials>access', 'credentials>billing', 'credentials>identity'],
    ]);
  });
});
