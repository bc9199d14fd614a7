import { randomUUID } from 'node:crypto';
import type { DemoPlan } from '@bailiwick/subgraph-host';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootstrap, BootstrapRefused } from '../src/bootstrap.js';
import { readiness } from '../src/domain/setup.js';
import { seed } from '../src/seed.js';
import { findSetup } from '../src/store/setup.js';
import { findTenant } from '../src/store/tenant.js';
import { NOON } from './builders.js';
import { eventsOf, openEmptyIdentityDatabase, type TestDatabase } from './database.js';
import { openExchange } from './exchange.js';
import { startIssuer, type TestIssuer } from './issuer.js';

const OPERATOR = {
  email: 'olivia@platform.example',
  issuer: 'https://login.platform.example',
  audience: 'bailiwick',
  jwksUri: 'https://login.platform.example/jwks',
  subject: 'olivia-1',
};

let database: TestDatabase;
let issuer: TestIssuer;
beforeAll(async () => {
  database = await openEmptyIdentityDatabase();
  issuer = await startIssuer(NOON, { issuer: 'urn:bailiwick:dev', audience: 'bailiwick' });
});
afterAll(() => Promise.all([issuer.stop(), database.close()]));

describe('bootstrap, on an empty database', () => {
  test.each([
    [{ email: 'olivia' }, /email/],
    [{ jwksUri: 'http://127.0.0.1/jwks' }, /jwksUri must be https/],
    [{ issuer: 'login' }, /issuer must be/],
    [{ subject: '' }, /subject/],
  ])('makes nothing of %j, and says why', async (wrong, sentence) => {
    const attempt = bootstrap(database, { ...OPERATOR, ...wrong }, NOON);
    await expect(attempt).rejects.toThrow(BootstrapRefused);
    await expect(bootstrap(database, { ...OPERATOR, ...wrong }, NOON)).rejects.toThrow(sentence);
  });

  test('makes the platform’s tenant with its first operator, ready, once', async () => {
    const { tenantId, personId } = await bootstrap(database, OPERATOR, NOON);
    expect(await database.inTenant(tenantId, findTenant)).toMatchObject({
      slug: 'platform',
      kind: 'PLATFORM',
      state: 'ACTIVE',
    });
    const events = await eventsOf(database, tenantId);
    expect(events.filter(({ type }) => type === 'identity.membership.changed')).toMatchObject([
      { data: { personId, state: 'ACTIVE', duties: ['tenant-operations', 'billing-operations'] } },
    ]);
    expect(events.findLast(({ type }) => type === 'identity.tenant.changed')).toMatchObject({
      data: { state: 'ACTIVE' },
    });
    expect(events.findLast(({ type }) => type === 'identity.platform_setup.changed')).toMatchObject({
      data: { ready: true },
    });
    await expect(bootstrap(database, { ...OPERATOR, subject: 'eve' }, NOON)).rejects.toThrow(
      /once, on an empty database/,
    );
  });
});

describe('the demo', () => {
  const [acme, globex] = [randomUUID(), randomUUID()];
  const dana = randomUUID();
  const plan = (): DemoPlan => ({
    issuer: { issuer: 'urn:bailiwick:dev', audience: 'bailiwick', jwksUri: issuer.jwksUri },
    tenants: [
      { id: acme, slug: 'acme', name: 'Acme', kind: 'CUSTOMER', plan: null, billing: null, setUp: true },
      { id: globex, slug: 'globex', name: 'Globex', kind: 'CUSTOMER', plan: null, billing: null, setUp: false },
    ],
    people: [
      {
        id: dana,
        displayName: 'Dana',
        email: 'dana@consult.example',
        memberships: [acme, globex].map((tenant) => ({ id: randomUUID(), tenant, role: 'member', duty: null })),
      },
    ],
    machines: [],
  });

  test('has one tenant set up and active, the other one still open', async () => {
    await seed(database, plan(), NOON);
    const standing = (id: string) =>
      database.inTenant(id, async (tx) => [(await findTenant(tx))?.state, await findSetup(tx)] as const);
    const [acmeState, acmeSetup] = await standing(acme);
    const [globexState, globexSetup] = await standing(globex);
    expect([acmeState, globexState]).toEqual(['ACTIVE', 'PROVISIONING']);
    expect(acmeSetup && readiness(acmeSetup).ready).toBe(true);
    expect(globexSetup && readiness(globexSetup).open).toEqual(['accept_terms', 'verify_organization']);
  });

  test('lets its people in with the development issuer’s tokens, by e-mail address', async () => {
    const open = await openExchange(database);
    const token = await issuer.token({ sub: 'dana@consult.example' });
    expect((await open.exchange(token, { tenant: 'globex' })).body).toMatchObject({
      sub: `person:${dana}`,
      tenant: globex,
    });
    expect((await open.exchange(token)).body.reason?.code).toBe('identity.tenant_required');
  });

  test('tells the other domains all of it', async () => {
    const newest = new Map((await eventsOf(database, acme)).map((event) => [event.type, event.data]));
    expect(newest.get('identity.tenant.changed')).toMatchObject({
      id: acme,
      slug: 'acme',
      state: 'ACTIVE',
      version: 2,
    });
    expect(newest.get('identity.platform_setup.changed')).toMatchObject({ ready: true });
    expect(newest.get('identity.membership.changed')).toMatchObject({ personId: dana, state: 'ACTIVE' });
  });
});

describe('the development issuer’s keys', () => {
  test('are used without a way over HTTP, and served in the development trust domain alone', async () => {
    const { testDomain } = await import('@bailiwick/subgraph-host/testing');
    const { identity } = await import('../src/identity.js');
    const developmentJwks = (await (await fetch(issuer.jwksUri)).json()) as object; // the test issuer's own key set
    const settings = { developmentJwks };
    const development = await testDomain(identity, database, {
      services: { settings, trustDomain: 'urn:bailiwick:dev' },
    });
    const [route] = development.parts.publicRoutes ?? [];
    expect(route).toMatchObject({ method: 'GET', path: '/development/jwks.json' });
    const production = await testDomain(identity, database, {
      services: { settings, trustDomain: 'urn:bailiwick:prod' },
    });
    expect(production.parts.publicRoutes).toEqual([]);
    const reads = issuer.reads();
    const open = await openExchange(database, { settings });
    expect((await open.exchange(await issuer.token({ sub: 'dana@consult.example' }), { tenant: 'acme' })).status).toBe(
      200,
    );
    expect(issuer.reads()).toBe(reads);
  });
});
