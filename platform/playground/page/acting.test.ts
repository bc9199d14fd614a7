import { describe, expect, test } from 'vitest';
import type { PickerPrincipal, PickerPrincipals } from '../src/picker.js';
import { actingAs, firstActing, hasCredential, headersOf, needsReason, NOBODY, pastedCredential, tenantsOf } from './acting.js'; // prettier-ignore

const person: PickerPrincipal = {
  kind: 'PERSON',
  id: 'ana@acme.example',
  name: 'Ana',
  memberships: [{ tenant: 'acme', as: 'owner' }],
  about: null,
};
const operator: PickerPrincipal = {
  kind: 'OPERATOR',
  id: 'olivia@platform.example',
  name: 'Olivia',
  memberships: [{ tenant: 'platform', as: 'tenant-operations' }],
  about: null,
};
const demo: PickerPrincipals = {
  tenants: [
    { slug: 'platform', name: 'Platform', kind: 'PLATFORM', about: '' },
    { slug: 'acme', name: 'Acme', kind: 'CUSTOMER', about: '' },
    { slug: 'globex', name: 'Globex', kind: 'CUSTOMER', about: '' },
  ],
  principals: [person, operator],
};
const slugs = (who: PickerPrincipal): readonly string[] => tenantsOf(demo, who).map(({ slug }) => slug);

describe('whoever acts', () => {
  test('is the first of the demo to begin with, in a tenant of their own', () => {
    expect(firstActing(demo)).toMatchObject({ who: person, tenant: 'acme' });
  });

  test('chooses among their own tenants', () => {
    expect(slugs(person)).toEqual(['acme']);
  });

  test('as an operator also among the customers', () => {
    expect(slugs(operator)).toEqual(['platform', 'acme', 'globex']);
  });

  test('takes along neither a reason nor a pasted credential to the next', () => {
    const before = { ...actingAs(NOBODY, operator), operatorReason: 'Ticket 7', ownCredential: 'secret' };
    expect(actingAs(before, person)).toMatchObject({ operatorReason: '', ownCredential: '', tenant: 'acme' });
  });

  test('needs a reason as an operator in a customer’s tenant, and at home none', () => {
    const atHome = actingAs(NOBODY, operator);
    expect([needsReason(atHome), needsReason({ ...atHome, tenant: 'acme' })]).toEqual([false, true]);
  });

  test('has no credential before one is pasted', () => {
    expect([hasCredential(NOBODY), hasCredential({ ...NOBODY, ownCredential: 'x' })]).toEqual([false, true]);
  });
});

describe('the headers of a request', () => {
  test('name the credential and the tenant', () => {
    expect(headersOf(firstActing(demo), 'token')).toEqual({ authorization: 'Bearer token', 'x-tenant': 'acme' });
  });

  test('give an operator’s reason in a customer’s tenant, as UTF-8', () => {
    const acting = { ...actingAs(NOBODY, operator), tenant: 'acme', operatorReason: 'Größe prüfen' };
    const reason = headersOf(acting, 'token')['x-operator-reason'] ?? '';
    expect(Buffer.from(reason, 'latin1').toString('utf8')).toBe('Größe prüfen');
  });

  test('give no reason that is not asked for', () => {
    const acting = { ...firstActing(demo), operatorReason: 'left over' };
    expect(headersOf(acting, 'token')).not.toHaveProperty('x-operator-reason');
  });

  test('leave out what is empty', () => {
    expect(headersOf(NOBODY, '')).toEqual({});
  });
});

describe('a pasted credential', () => {
  test.each(['abc', ' abc\n', 'Bearer abc', 'bearer  abc', 'Authorization: Bearer abc'])('of %j is abc', (text) => {
    expect(pastedCredential(text)).toBe('abc');
  });
});
