import { describe, expect, test } from 'vitest';
import { refusalOf } from './refused-event.js';
import type { DomainEvent } from './types.js';

function aDeclaration(source: string, data: unknown): DomainEvent {
  const type = `${source}.actions.declared`;
  return {
    specversion: '1.0',
    id: '1',
    source: `urn:bailiwick:${source}`,
    type,
    subject: source,
    time: '2030-01-01T12:00:00Z',
    tenantid: null,
    requestid: null,
    sequence: '1.1',
    data,
  };
}
const naming = (source: string, ...names: readonly string[]) =>
  refusalOf(aDeclaration(source, { actions: names.map((name) => ({ name })) }), source);

describe('a declaration of actions', () => {
  test('is taken when every action is the declaring domain’s', () => {
    expect(naming('billing', 'billing.plan.read', 'billing.plan.change')).toBeNull();
    expect(naming('billing')).toBeNull();
  });

  test('is refused as a whole when one action is another domain’s', () => {
    expect(naming('billing', 'billing.plan.read', 'identity.member.remove')).toContain('another domain');
    expect(naming('billing', 'billings.plan.read')).toContain('another domain');
  });

  test('may name the platform’s actions if it is access’s, and nobody else’s', () => {
    expect(naming('access', 'platform.use', 'access.role.read')).toBeNull();
    expect(naming('billing', 'platform.use')).toContain('another domain');
  });

  test.each([null, 'x', {}, { actions: 'x' }, { actions: [null] }, { actions: [{}] }, { actions: [{ name: 7 }] }])(
    'is refused when it is no list of names: %j',
    (data) => {
      expect(refusalOf(aDeclaration('billing', data), 'billing')).toContain('no list');
    },
  );
});
