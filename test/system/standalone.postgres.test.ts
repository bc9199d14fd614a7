import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operation } from '../harness/operations.js';
import { FOLLOWS_WITHIN_MS, until } from '../harness/time.js';
import { commandsRun, npmRun, statusOf } from './standalone/child.js';
import { bootstrapCommand } from './standalone/commands.js';
import { DOMAINS, statements } from './standalone/databases.js';
import { change } from './standalone/ask.js';
import {
  prepareMachine,
  prepareTenant,
  SLUG,
  type PreparedMachine,
  type PreparedTenant,
} from './standalone/journey.js';
import { openProduction, type Production } from './standalone/production.js';
import { PRODUCTION, readmeCommands, shapeOf } from './standalone/readme.js';

let production: Production;
beforeAll(async () => {
  production = await openProduction();
});
afterAll(() => production.site.remove());

let tenant: PreparedTenant;
let machine: PreparedMachine;
const ask: Production['ask'] = (request) => production.ask(request);
const asOwner = () => ({ token: production.owner, tenant: SLUG });

describe('an operator who follows README', () => {
  test('is told who the first operator is, and cannot make a second one in this way', async () => {
    expect(production.welcome).toContain('olivia@initech.example is the first operator.');
    const again = npmRun(bootstrapCommand(production.site));
    expect(await again.ended).toBe(1);
    expect(again.said()).toMatch(
      /^Nothing was made: There is a tenant already\. .*invite further operators instead\.\n$/,
    );
  });

  test('opens a tenant, connects its issuer, and leaves the rest to its owner', async () => {
    tenant = await prepareTenant({ ...production, provider: production.site.issuer.provider });
    const { data } = await ask({ ...operation('Home'), ...asOwner() });
    expect(data?.['tenant']).toMatchObject({ id: tenant.tenantId, slug: SLUG, state: 'ACTIVE' });
    const dashboard = await ask({ ...operation('Dashboard'), ...asOwner() });
    expect(dashboard.data?.['tenant']).toMatchObject({
      platformSetup: { ready: true },
      billingReadiness: { ready: true, state: 'TRIALING' },
    });
  });

  test('is a stranger in the tenant without saying why they come', async () => {
    const answer = await ask({ token: production.operator, tenant: SLUG, query: '{ tenant { name } }' });
    expect(answer.text).not.toContain('Initech');
    expect(answer.errors[0]?.extensions?.['reason']).toMatchObject({ owner: 'IDENTITY' });
  });
});

describe('the owner of the new tenant', () => {
  test('reads Settings, every section from its own domain', async () => {
    const { status, errors, data } = await ask({ ...operation('Settings'), ...asOwner() });
    expect({ status, errors }).toEqual({ status: 200, errors: [] });
    const sections = data?.['settingsNavigation'].sections as { key: string; access: { visibility: string } }[]; // as asked for
    expect(sections.map(({ key }) => key)).toEqual([
      'USERS',
      'ORGANIZATION',
      'BILLING',
      'REPORTING',
      'INTEGRATIONS',
      'PLATFORM_SETUP',
    ]);
    expect(sections.filter(({ access }) => access.visibility === 'HIDDEN')).toEqual([]);
  });

  test('gets a decision with every factor, and finds it again under its id', async () => {
    const asked = await ask({ ...operation('MayI'), variables: { action: 'billing.plan.change' }, ...asOwner() });
    const { decisionId, canAccess, factors } = asked.data?.['accessState'] as {
      decisionId: string;
      canAccess: boolean;
      factors: unknown[];
    }; // as asked for
    expect({ canAccess, factors: factors.length }).toEqual({ canAccess: true, factors: 5 });
    const stored = await ask({ ...operation('WhyWasThisDenied'), variables: { decisionId }, ...asOwner() });
    expect(stored.data?.['accessDecision']).toMatchObject({
      id: decisionId,
      canAccess: true,
      action: 'billing.plan.change',
    });
  });
});

describe('a machine of the tenant', () => {
  test('is declared, given a role and a key, and calls', async () => {
    machine = await prepareMachine(ask, production.owner, tenant);
    const { data, errors } = await ask({
      token: machine.key,
      query: '{ tenant { slug billingReadiness { ready } } accessState { canAccess } }',
    });
    expect({ data, errors }).toEqual({
      data: { tenant: { slug: SLUG, billingReadiness: { ready: true } }, accessState: { canAccess: true } },
      errors: [],
    });
  });

  test('is trusted link by link, and the owner can read why', async () => {
    const input = {
      credentialId: machine.credentialId,
      actingTenantId: tenant.tenantId,
      action: 'billing.account.read',
    };
    const { data, errors } = await ask({ ...operation('TrustChain'), variables: { input }, ...asOwner() });
    expect(errors).toEqual([]);
    const { effect, chain } = data?.['decideTrust'] as {
      effect: string;
      chain: { link: string; verdict: string; reason: { code: string } }[];
    }; // as asked for
    expect(effect).toBe('ALLOW');
    expect(chain.map(({ link, verdict }) => `${link} ${verdict}`)).toEqual([
      'AUTHENTICITY PASS',
      'LIVENESS PASS',
      'RESPONSIBILITY PASS',
      'OWNER PASS',
      'TENANT_BOUNDARY PASS',
      'RUNTIME PASS',
      'DELEGATION PASS',
      'TRUST_LEVEL PASS',
      'PERMISSIONS PASS',
    ]);
  });

  test('is refused within a second of the revocation of its key, though the gateway kept its token', async () => {
    const call = () => ask({ token: machine.key, query: '{ tenant { slug } }' });
    expect((await call()).status).toBe(200);
    const input = {
      scope: 'CREDENTIAL',
      targetId: machine.credentialId,
      reason: 'COMPROMISED',
      note: 'Found in a chat.',
    };
    await change(ask, { name: 'revoke', input, fields: 'revocation { id }', ...asOwner() });
    const { value, afterMs } = await until(call, ({ status }) => status !== 200);
    expect(value.status).toBe(401);
    expect(value.errors[0]?.extensions?.['reason']).toMatchObject({
      code: 'credentials.invalid_credential',
      owner: 'CREDENTIALS',
    });
    expect(afterMs).toBeLessThan(FOLLOWS_WITHIN_MS);
  });
});

describe('what makes development convenient', () => {
  test('is not there: no development keys, no demo', async () => {
    const { ports } = production.site;
    const listeners = [ports.identityPublic, ports.credentialsPublic, ports.identity, ports.gateway];
    const found = await Promise.all(
      listeners.map((port) => statusOf(new URL(`http://127.0.0.1:${port}/development/jwks.json`))),
    );
    expect(found.filter((status) => status === 200)).toEqual([]);
    expect(await statusOf(new URL(`http://127.0.0.1:${ports.identityPublic}/.well-known/txn-jwks.json`))).toBe(200);
    const [demo, nothing] = await Promise.all(
      ['acme', 'no-such-tenant'].map((name) =>
        ask({ token: production.owner, tenant: name, query: '{ tenant { id } }' }),
      ),
    );
    expect(demo?.errors.map(({ message }) => message)).toEqual(nothing?.errors.map(({ message }) => message));
  });

  test('is not believed: a token of the development issuer', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const { kid = 'dev-1' } = await exportJWK(publicKey);
    const token = await new SignJWT({ email: 'olivia@platform.example' })
      .setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT' })
      .setIssuer('urn:bailiwick:dev')
      .setAudience('bailiwick')
      .setSubject('olivia@platform.example')
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(privateKey);
    expect((await ask({ token, query: '{ viewer { authenticatedBy } }' })).status).toBe(401);
  });

  test.each([
    ['the development issuer', { issuer: 'urn:bailiwick:dev' }],
    ['keys on this machine', { jwksUri: 'http://127.0.0.1:9/keys' }],
    ['keys on this machine over TLS', { jwksUri: 'https://127.0.0.1:9/keys' }],
  ])('cannot be connected: %s', async (_, instead) => {
    const input = {
      issuer: 'https://other.initech.example',
      audience: 'bailiwick',
      jwksUri: 'https://other.initech.example/keys',
      ...instead,
    };
    const attempt = change(ask, {
      name: 'connectIdentityProvider',
      input,
      fields: 'identityProvider { id }',
      ...asOwner(),
    });
    await expect(attempt).rejects.toThrow('identity.invalid_input');
  });

  test.each(DOMAINS)('is not started by %s under the development trust domain', async (domain) => {
    const env = {
      DATABASE_URL: production.site.databases[domain].appUrl,
      KEYS_FILE: `${production.site.keys}/${domain}.json`,
    };
    const child = npmRun({ script: `start:${domain}`, env: { ...env, PORT: '0', TRUST_DOMAIN: 'urn:bailiwick:dev' } });
    expect(await child.ended).toBe(1);
    expect(child.said()).toContain('TRUST_DOMAIN');
    expect(child.said()).not.toMatch(/\n {4}at /);
  });
});

describe('the logs of all five processes', () => {
  test('hold no token, key or password', () => {
    const { gatewayProcess, service } = production.site;
    const said = [gatewayProcess, ...DOMAINS.map(service)].map((child) => child.said()).join('\n');
    expect(said).toContain('domain started');
    for (const secret of [production.owner, production.operator, machine.key, 'app-secret', 'eyJ'])
      expect(said).not.toContain(secret);
  });
});

describe('README', () => {
  test('shows every command that was run here, with every setting that it needs, and no other', () => {
    const sql = DOMAINS.flatMap((domain) => statements(domain, domain)).map(shapeOf);
    const run = commandsRun.filter(({ env }) => env?.['TRUST_DOMAIN'] !== 'urn:bailiwick:dev').map(shapeOf);
    expect(new Set(readmeCommands())).toEqual(new Set([...sql, ...run]));
    for (const name of [
      'PORT',
      'PUBLIC_PORT',
      'PEERS',
      'IDENTITY_JWKS_URL',
      'CREDENTIALS_JWKS_URL',
      'SUBGRAPH_ACCESS_URL',
      'AUTHORITY',
    ])
      expect(PRODUCTION).toContain(`\`${name}\``);
  });
});
