import { beforeAll, describe, expect, test } from 'vitest';
import { activeMachine, issueKey, reasoned, registerRuntime, revoke } from './machines.js';
import { memberFact, newPepper, openWorld, post, tenantFact, type Exchanged, type World } from './world.js';

let world: World;
let machine: string;
beforeAll(async () => {
  world = await openWorld();
  machine = await activeMachine(world);
});

const AT_HOME = { client_address: '203.0.113.7' };
const strangers = (answer: Exchanged) => [answer.status, answer.text];
const flip = (secret: string) => secret.slice(0, 20) + (secret[20] === 'a' ? 'b' : 'a') + secret.slice(21);

describe('exchanging a key', () => {
  test('answers a token that says who, where, by what credential and within which limits', async () => {
    const { secret, id } = await issueKey(world, machine);
    const { status, body, claims } = await world.exchange(secret, AT_HOME);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      token_type: 'N_A',
      expires_in: 30,
      sub: `machine:${machine}`,
      tenant: world.tenantId,
      cache: { store: true, seconds: 30 },
    });
    expect(claims).toMatchObject({
      iss: 'urn:bailiwick:dev:credentials',
      sub: `machine:${machine}`,
      scope: 'billing.invoice.read',
      req_wl: 'gateway',
      tctx: {
        tenant: world.tenantId,
        kind: 'machine',
        limits: 'billing.invoice.read',
        machine: { credential: id, owner: 'TENANT', trust: 'T1_BEARER', epoch: 0 },
      },
    });
  });

  test('names another tenant, or its own by its slug', async () => {
    const { secret } = await issueKey(world, machine);
    expect((await world.exchange(secret, { tenant: `t-${world.tenantId.slice(0, 8)}` })).status).toBe(200);
    expect((await world.exchange(secret, { tenant: world.tenantId })).status).toBe(200);
  });

  test('makes a staged credential active with its first good use, and counts', async () => {
    const { secret, id } = await issueKey(world, machine);
    await world.exchange(secret, AT_HOME);
    await world.exchange(secret, AT_HOME);
    const { data } = await world.run(
      `{ credential(id: "${id}") { state uses version lastUsed { at address runtime { id } } versions { number state uses firstUsedAt } } }`,
    );
    expect(data?.['credential']).toMatchObject({
      state: 'ACTIVE',
      uses: '2',
      version: 2,
      lastUsed: { address: '203.0.113.7', runtime: null },
      versions: [{ number: 1, state: 'ACTIVE', uses: '2' }],
    });
  });

  test('is not kept anywhere when uses are limited, and ends when they are spent', async () => {
    const { secret } = await issueKey(world, machine, { maxUses: 2 });
    expect((await world.exchange(secret)).body).toMatchObject({ cache: { store: false } });
    expect((await world.exchange(secret)).status).toBe(200);
    expect((await world.exchange(secret)).status).toBe(401);
  });

  test('counts every one of parallel uses', async () => {
    const { secret } = await issueKey(world, machine, { maxUses: 3 });
    const answers = await Promise.all(Array.from({ length: 8 }, () => world.exchange(secret)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
  });

  test('never outlives the credential', async () => {
    const { secret } = await issueKey(world, machine, { expiresInDays: 1 });
    const before = world.now;
    world.now = new Date(before.getTime() + 86_400_000 - 12_000);
    expect((await world.exchange(secret)).body).toMatchObject({ expires_in: 12, cache: { seconds: 12 } });
    world.now = before;
  });

  test('repeats the last scope while access is down, for five minutes, and then goes without', async () => {
    const { secret } = await issueKey(world, machine);
    const before = world.now;
    await world.exchange(secret);
    world.access.down = true;
    expect((await world.exchange(secret)).claims?.['scope']).toBe('billing.invoice.read');
    world.now = new Date(before.getTime() + 301_000);
    const later = await world.exchange(secret);
    expect([later.status, later.claims?.['scope']]).toEqual([200, undefined]);
    world.access.down = false;
    world.now = before;
  });

  test('works with the largest ceiling that can be issued: the token stays below 4 KB', async () => {
    const actions = Array.from(
      { length: 33 },
      (_, index) => `billing.invoices.export_everything_${String(index).padStart(3, '0')}`,
    );
    const large = await activeMachine(world, {
      responsibility: { statement: 'Everything.', actions, dataClasses: [] },
    });
    const { secret } = await issueKey(world, large, { ceiling: actions });
    const { status, body } = await world.exchange(secret, AT_HOME);
    expect(status).toBe(200);
    expect(String(body['access_token']).length).toBeLessThanOrEqual(4096);
  });

  test('works across a rotation of the pepper, for keys from before and after it', async () => {
    const old = await issueKey(world, machine);
    world.peppers.unshift(newPepper('p2', new Date(1)));
    const fresh = await issueKey(world, machine);
    expect((await world.exchange(old.secret)).status).toBe(200);
    expect((await world.exchange(fresh.secret)).status).toBe(200);
    const kids = await world.database.inTenant(world.tenantId, (tx) =>
      tx
        .selectFrom('credential_version')
        .select('pepper_kid')
        .where('credential_id', 'in', [old.id, fresh.id])
        .execute(),
    );
    expect(kids.map(({ pepper_kid: kid }) => kid).sort()).toEqual(['p1', 'p2']);
  });
});

describe('a stranger', () => {
  test('gets the same bytes whatever is wrong', async () => {
    const { secret, id, version } = await issueKey(world, machine, { runtimeIds: [await registerRuntime(world)] });
    const other = await issueKey(world, machine);
    const mixed = other.secret.slice(0, 18);
    const refused = await world.exchange('bwk_live_not_a_key', AT_HOME);
    expect(refused).toMatchObject({
      status: 401,
      body: { error: 'invalid_token', reason: { code: 'credentials.invalid_credential' }, decision_id: null },
    });
    const answers = [
      await world.exchange(flip(secret), AT_HOME),
      await world.exchange(await withReferenceOf(mixed), AT_HOME),
      await world.exchange(await withReferenceOf('bwk_live_00000000_'), AT_HOME),
      await world.exchange(await withReferenceOf('bwk_test_00000000_'), AT_HOME),
      await world.exchange(secret, { client_address: '198.51.100.1' }),
      await world.exchange(secret),
    ];
    await reasoned(world, 'suspendCredential', { id, expectedVersion: version });
    answers.push(await world.exchange(secret, AT_HOME));
    await revoke(world, 'CREDENTIAL', id);
    answers.push(await world.exchange(secret, AT_HOME));
    for (const answer of answers) expect(strangers(answer)).toEqual(strangers(refused));
  });

  test('is written down for the owner alone, with every link', async () => {
    const { secret, id } = await issueKey(world, machine, { runtimeIds: [await registerRuntime(world)] });
    await world.exchange(secret, { client_address: '198.51.100.1' });
    const forged = await withReferenceOf(secret.slice(0, 18));
    await world.exchange(forged, AT_HOME);
    await world.domain.parts.stop?.();
    const { data } = await world.run(
      `{ trustDecisions(filter: { credentialId: "${id}" }) { edges { node { effect reason { code } simulated chain { link verdict } } } } }`,
    );
    const { edges } = data?.['trustDecisions'] as { edges: { node: { reason: { code: string }; chain: unknown[] } }[] };
    expect(edges.map(({ node }) => node.reason.code).sort()).toEqual([
      'credentials.runtime_not_bound',
      'credentials.secret_mismatch',
    ]);
    expect(edges.every(({ node }) => node.chain.length === 9)).toBe(true);
    expect(JSON.stringify(data)).not.toContain(secret);
  });

  test('costs as many statements for an unknown reference as for a wrong secret', async () => {
    const { secret } = await issueKey(world, machine);
    const wrong = await withReferenceOf(secret.slice(0, 18));
    const unknown = await withReferenceOf('bwk_live_zzzzzzzz_');
    const counts = [];
    for (const presented of [wrong, unknown]) {
      const before = world.database.statements.count;
      const answer = world.exchange(presented, AT_HOME);
      await answer;
      counts.push(world.database.statements.count - before);
      await world.domain.parts.stop?.();
    }
    expect(counts[0]).toBeGreaterThan(0);
    expect(Math.abs((counts[0] ?? 0) - (counts[1] ?? 0))).toBeLessThanOrEqual(1);
  });
});

describe('the rightful holder', () => {
  test('is told why, and by which decision, when the machine has nobody who answers for it', async () => {
    const { secret } = await issueKey(world, machine);
    await world.hear(
      'identity.membership.changed',
      world.ana,
      memberFact(world.ana, { state: 'SUSPENDED', version: 2 }),
    );
    const refused = await world.exchange(secret, AT_HOME);
    expect(refused).toMatchObject({
      status: 403,
      body: { error: 'access_denied', reason: { code: 'credentials.steward_missing', owner: 'CREDENTIALS' } },
    });
    const { data } = await world.run(
      `{ trustDecision(id: "${String(refused.body['decision_id'])}") { effect reason { code } credential { id } actingTenant { id } } }`,
    );
    expect(data?.['trustDecision']).toMatchObject({
      effect: 'DENY',
      reason: { code: 'credentials.steward_missing' },
      actingTenant: { id: world.tenantId },
    });
    await world.hear('identity.membership.changed', world.ana, memberFact(world.ana, { version: 3 }));
    expect((await world.exchange(secret, AT_HOME)).status).toBe(200);
  });

  test('is told identity’s own reason when the tenant is suspended', async () => {
    const { secret } = await issueKey(world, machine);
    const reason = {
      code: 'identity.tenant_suspended',
      owner: 'IDENTITY',
      message: 'The tenant is suspended: unpaid.',
      since: null,
      remedy: null,
    };
    await world.hear(
      'identity.tenant.changed',
      world.tenantId,
      tenantFact(world, { state: 'SUSPENDED', stateReason: reason, version: 2 }),
    );
    expect((await world.exchange(secret)).body.reason).toEqual(reason);
    await world.hear('identity.tenant.changed', world.tenantId, tenantFact(world, { version: 3 }));
    expect((await world.exchange(secret)).status).toBe(200);
  });

  test.each(['a0000000-0000-4000-8000-00000000dead', 'no-such-slug'])(
    'is told the same about another tenant, whether it exists or not: %s',
    async (missing) => {
      const other = await openWorld();
      const { secret } = await issueKey(world, machine);
      const toOther = await world.exchange(secret, { tenant: other.tenantId });
      const toMissing = await world.exchange(secret, { tenant: missing });
      expect(toOther.body.reason?.code).toBe('credentials.not_home_tenant');
      expect({ ...toOther.body, decision_id: null }).toEqual({ ...toMissing.body, decision_id: null });
    },
  );

  test('is refused another tenant that has granted nothing', async () => {
    const other = await openWorld();
    const reaching = await activeMachine(world, { boundary: 'GRANTED_TENANTS' });
    const { secret } = await issueKey(world, reaching);
    expect((await world.exchange(secret, { tenant: other.tenantId })).body.reason?.code).toBe(
      'credentials.grant_missing',
    );
  });

  test('acts in any tenant by a platform duty', async () => {
    const platform = await openWorld({ kind: 'PLATFORM' });
    const service = await activeMachine(platform, {
      owner: { kind: 'INTERNAL_SERVICE', ref: 'invoice-sync', duty: 'support' },
      boundary: 'PLATFORM_WIDE',
    });
    const { secret } = await issueKey(platform, service);
    const { status, claims } = await platform.exchange(secret, { tenant: world.tenantId });
    expect([status, claims?.['tctx']]).toMatchObject([200, { tenant: world.tenantId }]);
    expect((await platform.exchange(secret, { tenant: 'no-such-slug' })).body.reason?.code).toBe(
      'credentials.tenant_unknown',
    );
  });
});

describe('a credential that is bound', () => {
  test('shows its runtime by the client’s address, IPv4 or IPv6', async () => {
    const runtime = await registerRuntime(world);
    const { secret } = await issueKey(world, machine, {
      runtimeIds: [runtime],
      networks: ['203.0.113.0/28', '2001:db8::/48'],
    });
    const bound = await world.exchange(secret, { client_address: '2001:db8::7' });
    expect(bound.claims?.['tctx']).toMatchObject({ machine: { runtime } });
    expect((await world.exchange(secret, { client_address: '203.0.113.7' })).status).toBe(200);
    expect((await world.exchange(secret, { client_address: '203.0.113.99' })).status).toBe(401);
  });
});

describe('a request that is no exchange', () => {
  test.each([
    ['grant_type', 'password'],
    ['audience', 'urn:other'],
    ['subject_token_type', 'urn:ietf:params:oauth:token-type:jwt'],
    ['requested_token_type', 'urn:ietf:params:oauth:token-type:access_token'],
    ['subject_token', ''],
  ])('is refused for its %s', async (name, value) => {
    expect(await world.exchange('x', { [name]: value })).toMatchObject({
      status: 400,
      body: { error: 'invalid_request', reason: null },
    });
  });

  test('is refused for a parameter that comes twice, and for another content type', async () => {
    expect(
      (await post(world.domain, '/token-exchange', 'tenant=a&tenant=b', 'application/x-www-form-urlencoded')).status,
    ).toBe(400);
    expect((await post(world.domain, '/token-exchange', '{}', 'application/json')).status).toBe(400);
  });
});

describe('a usage report', () => {
  test('is added to the machine it names, whatever tenant it acted in, and the newest use stays', async () => {
    const used = await activeMachine(world);
    const use = { sub: `machine:${used}`, tenant: world.tenantId, count: 5, address: '203.0.113.7' };
    const uses = [
      { ...use, lastAt: '2026-11-21T12:00:05Z' },
      { ...use, count: 2, lastAt: '2026-11-21T12:00:01Z' },
      { ...use, sub: 'person:somebody', lastAt: '2026-11-21T12:00:01Z' },
      { ...use, sub: `machine:${world.ana}`, lastAt: '2026-11-21T12:00:01Z' },
    ];
    const late = [{ ...use, count: 1, lastAt: '2026-11-21T12:00:03Z', address: '203.0.113.8' }];
    for (const reported of [uses, late])
      expect((await post(world.domain, '/usage', JSON.stringify({ uses: reported }), 'application/json')).status).toBe(
        204,
      );
    const { data } = await world.run(`{ machineIdentity(id: "${used}") { uses lastUsed { at address } } }`);
    expect(data?.['machineIdentity']).toEqual({
      uses: '8',
      lastUsed: { at: '2026-11-21T12:00:05.000Z', address: '203.0.113.7' },
    });
  });

  test.each(['', '{}', '{"uses":[{"sub":1}]}'])('is refused when it is %j', async (body) => {
    expect((await post(world.domain, '/usage', body, 'application/json')).status).toBe(400);
  });
});

/** A well-formed key of this prefix whose secret nobody issued. */
async function withReferenceOf(prefix: string): Promise<string> {
  const { formatKey } = await import('../src/domain/secret-format.js');
  const [, environment, reference = ''] = prefix.split('_');
  return formatKey(environment === 'test' ? 'test' : 'live', reference, new Uint8Array(32).fill(9));
}
