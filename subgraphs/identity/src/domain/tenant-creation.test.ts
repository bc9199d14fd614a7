import { describe, expect, test } from 'vitest';
import { ANA, aTenant, NOON } from '../../test/builders.js';
import { newTenantId } from './derived-id.js';
import { decideCreator, decideTenantCreation } from './tenant-creation.js';

const CREATED = { id: newTenantId(ANA.id, 'key-1'), by: ANA, now: NOON };
const REQUEST = { slug: 'acme-2', name: 'Acme', ownerEmail: 'ana@ACME.example' };

describe('creating a tenant', () => {
  test('starts it in provisioning, as a customer, at version 1', () => {
    expect(decideTenantCreation(REQUEST, CREATED)).toMatchObject({
      allowed: true,
      value: {
        ownerEmail: 'ana@acme.example',
        tenant: { state: 'PROVISIONING', kind: 'CUSTOMER', version: 1, activatedAt: null, createdBy: ANA },
      },
    });
  });

  test.each(['abc', 'a'.repeat(40), 'a-1-b'])('takes the slug %s', (slug) => {
    expect(decideTenantCreation({ ...REQUEST, slug }, CREATED).allowed).toBe(true);
  });

  test.each([
    'ab',
    'a'.repeat(41),
    '1ab',
    'a--b',
    '-ab',
    'ab-',
    'Abc',
    'a_b',
    'a b',
    'api',
    'abcdefab-1234-4123-8123-abcdefabcdef',
  ])('is refused for the slug %s', (slug) => {
    const decision = decideTenantCreation({ ...REQUEST, slug }, CREATED);
    expect(decision).toMatchObject({ code: 'identity.invalid_input', details: { path: ['slug'] } });
  });

  test.each(['', 'x', 'n'.repeat(121)])('is refused for the name %j', (name) => {
    expect(decideTenantCreation({ ...REQUEST, name }, CREATED)).toMatchObject({ details: { path: ['name'] } });
  });

  test.each([
    'ana',
    '@acme.example',
    'ana@acme',
    'ana@b@acme.example',
    'ana @acme.example',
    `${'a'.repeat(65)}@acme.example`,
  ])('is refused for the owner’s address %j', (ownerEmail) => {
    expect(decideTenantCreation({ ...REQUEST, ownerEmail }, CREATED)).toMatchObject({
      details: { path: ['ownerEmail'] },
    });
  });
});

describe('whoever creates a tenant', () => {
  test('acts in the platform’s own tenant', () => {
    expect(decideCreator(aTenant({ kind: 'PLATFORM' })).allowed).toBe(true);
  });

  test('is refused from inside a customer’s, or from none', () => {
    expect(decideCreator(aTenant())).toMatchObject({ code: 'identity.operators_only' });
    expect(decideCreator(null)).toMatchObject({ code: 'identity.operators_only' });
  });
});

describe('the id of a new tenant', () => {
  test('is the same for the same operator and key, so that a repeat finds its first answer', () => {
    expect(newTenantId(ANA.id, 'key-1')).toBe(CREATED.id);
  });

  test('is another one for another operator or another key, also where the two run together', () => {
    const ids = [newTenantId('a', 'bc'), newTenantId('ab', 'c'), newTenantId('a', 'bd'), newTenantId('b', 'bc')];
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('is a version 8 UUID', () => {
    expect(CREATED.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
