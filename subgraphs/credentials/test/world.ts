import { createSecretKey, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import type { Database } from '@bailiwick/database';
import { newTenantId, openEmptyTestDatabase, openTestDatabase } from '@bailiwick/database/testing';
import type { DomainEvent } from '@bailiwick/events';
import { Unavailable, type AccessAsker, type DomainServices, type ServiceResponse } from '@bailiwick/subgraph-host';
import {
  aMachineContext,
  allowAll,
  aPersonContext,
  testDomain,
  type TestAnswer,
  type TestDomain,
} from '@bailiwick/subgraph-host/testing';
import {
  createTransactionTokenSigner,
  type TransactionContext,
  type VerifiedTransactionContext,
} from '@bailiwick/transaction-token';
import { credentials } from '../src/index.js';
import type { Pepper } from '../src/settings.js';
import type { CredentialsTables } from '../src/store/tables.js';

export const DEV = 'urn:bailiwick:dev';

const pepper = (kid: string, signFrom: Date): Pepper => ({
  kid,
  key: createSecretKey(randomBytes(32)),
  signFrom,
  acceptUntil: null,
});
export const aSigningKey = (kid: string, signFrom = new Date(0)) => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { kid, privateKey, publicJwk: publicKey.export({ format: 'jwk' }), signFrom, acceptUntil: null };
};
const signingKey = aSigningKey('k1');

/** One tenant in a real database, with the domain as `main.ts` joins it; only access and the clock are the test's. */
export interface World {
  readonly tenantId: string;
  readonly database: Database<CredentialsTables>;
  readonly domain: TestDomain<CredentialsTables>;
  readonly ana: string;
  readonly ben: string;
  readonly peppers: Pepper[];
  readonly accessTokenKeys: ReturnType<typeof aSigningKey>[];
  readonly access: { ask: AccessAsker['ask'] } & {
    readonly asked: { readonly action: string }[];
    readonly contexts: TransactionContext[];
    denied: Set<string>;
    down: boolean;
  };
  now: Date;
  run(query: string, variables?: Record<string, unknown>, as?: VerifiedTransactionContext): Promise<TestAnswer>;
  /** Uses, strangers' refusals and the audit log are written after the answer; this waits for them. `run` does it too. */
  settle(): Promise<void>;
  exchange(secret: string, form?: Record<string, string>): Promise<Exchanged>;
  hear(type: string, subject: string, data: unknown, tenantId?: string): Promise<void>;
  events(type: string): Promise<readonly { readonly subject: string; readonly data: Record<string, unknown> }[]>;
}

export interface Exchanged {
  readonly status: number;
  readonly text: string;
  readonly body: Record<string, unknown> & { readonly reason?: { readonly code: string } | null };
  readonly claims: Record<string, unknown> | null;
}

export async function openWorld(
  options: {
    readonly kind?: 'CUSTOMER' | 'PLATFORM';
    readonly environment?: 'live' | 'test';
    /** In a database without other tenants, for whom a clock would fire too. */
    readonly isAlone?: boolean;
    /** With a token endpoint, whose library goes by the real clock: so does the world, then. */
    readonly tokenIssuer?: string;
    readonly log?: DomainServices<CredentialsTables>['log'];
  } = {},
): Promise<World> {
  const open = options.isAlone === true ? openEmptyTestDatabase : openTestDatabase;
  const database = await open<CredentialsTables>(credentials);
  const tenantId = newTenantId();
  const peppers = [pepper('p1', new Date(0))];
  const accessTokenKeys = [aSigningKey('a1')];
  const access = fakeAccess();
  const joined: { domain?: TestDomain<CredentialsTables> } = {};
  const world: World = {
    tenantId,
    database,
    get domain() {
      if (joined.domain === undefined) throw new Error('The domain is not joined yet.');
      return joined.domain;
    },
    ana: randomUUID(),
    ben: randomUUID(),
    peppers,
    accessTokenKeys,
    access,
    now: options.tokenIssuer === undefined ? new Date('2026-11-21T12:00:00Z') : new Date(),
    run: async (query, variables = {}, as) => {
      await world.settle();
      return world.domain.execute(as ?? asPerson(world, world.ana), query, variables);
    },
    settle: async () => {
      // The library notes a refusal once the answer is out.
      if (options.tokenIssuer !== undefined) await new Promise((resolve) => setTimeout(resolve, 50));
      await world.domain.parts.stop?.();
    },
    exchange: (secret, form = {}) => exchange(world.domain, secret, form),
    hear: (type, subject, data, of = tenantId) => hear(world, { type, subject, data, tenantid: of }),
    events: (type) => readEvents(world, type),
  };
  const clock = () => (options.tokenIssuer === undefined ? world.now : new Date());
  const tokens = createTransactionTokenSigner({
    issuer: `${DEV}:credentials`,
    audience: DEV,
    keys: () => [signingKey],
    now: clock,
  });
  const scopes = {
    search: (_token: string, context: TransactionContext) =>
      access.down
        ? Promise.reject(new Unavailable('Access'))
        : Promise.resolve(
            [...(context.limits ?? []), 'access.more.than_limits'].filter((action) => !access.denied.has(action)),
          ),
  };
  const services: Partial<DomainServices<CredentialsTables>> = {
    access,
    clock,
    tokens,
    scopes,
    trustDomain: DEV,
    ...(options.log !== undefined && { log: options.log }),
    settings: {
      environment: options.environment ?? 'live',
      peppers: () => peppers,
      ...(options.tokenIssuer !== undefined && {
        tokenIssuer: options.tokenIssuer,
        accessTokenKeys: () => accessTokenKeys,
      }),
    },
  };
  joined.domain = await testDomain(credentials, database, { services });
  await hearBasics(world, options.kind ?? 'CUSTOMER');
  return world;
}

export function newPepper(kid: string, signFrom: Date): Pepper {
  return pepper(kid, signFrom);
}

export function asMachine(world: World, machineId: string): VerifiedTransactionContext {
  return aMachineContext(world.tenantId, machineId);
}

export function asPerson(world: World, personId: string): VerifiedTransactionContext {
  const label = personId === world.ana ? 'Ana' : 'Somebody';
  return aPersonContext(world.tenantId, personId, { actors: [{ kind: 'PERSON', id: personId, label }] });
}

export const tenantFact = (world: World, overrides: Record<string, unknown> = {}) => ({
  id: world.tenantId,
  slug: `t-${world.tenantId.slice(0, 8)}`,
  name: 'Acme',
  kind: 'CUSTOMER',
  state: 'ACTIVE',
  stateReason: null,
  version: 1,
  ...overrides,
});

export const memberFact = (personId: string, overrides: Record<string, unknown> = {}) => ({
  membershipId: personId,
  personId,
  state: 'ACTIVE',
  duties: [],
  voluntary: null,
  version: 1,
  ...overrides,
});

async function hearBasics(world: World, kind: string): Promise<void> {
  await world.hear('identity.tenant.changed', world.tenantId, tenantFact(world, { kind }));
  await world.hear('identity.membership.changed', world.ana, memberFact(world.ana));
  await world.hear('identity.membership.changed', world.ben, memberFact(world.ben));
}

function fakeAccess(): World['access'] {
  const yes = allowAll();
  const access: World['access'] = {
    asked: yes.asked,
    contexts: [],
    denied: new Set(),
    down: false,
    ask: async (context, requestId, checks) => {
      if (access.down) throw new Unavailable('Access');
      access.contexts.push(context);
      const verdicts = await yes.ask(context, requestId, checks);
      const no = {
        code: 'access.no_grant',
        owner: 'ACCESS',
        message: 'No role allows this.',
        since: null,
        remedy: null,
      } as const;
      return verdicts.map((verdict, index) =>
        access.denied.has(checks[index]?.action ?? '') ? { ...verdict, allowed: false, reason: no } : verdict,
      );
    },
  };
  return access;
}

async function exchange(
  domain: TestDomain<CredentialsTables>,
  secret: string,
  form: Record<string, string>,
): Promise<Exchanged> {
  const all = {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    requested_token_type: 'urn:ietf:params:oauth:token-type:txn_token',
    subject_token_type: 'urn:bailiwick:token-type:api-key',
    audience: DEV,
    subject_token: secret,
    ...form,
  };
  const answer = await post(
    domain,
    '/token-exchange',
    new URLSearchParams(all).toString(),
    'application/x-www-form-urlencoded',
  );
  const text = JSON.stringify(answer.body);
  const body = JSON.parse(text) as Exchanged['body'];
  const token = typeof body['access_token'] === 'string' ? body['access_token'] : null;
  const payload = token?.split('.')[1];
  return {
    status: answer.status,
    text,
    body,
    claims:
      payload === undefined
        ? null
        : (JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>),
  };
}

export async function post(
  domain: TestDomain<CredentialsTables>,
  path: string,
  body: string,
  contentType: string,
  caller = 'gateway',
): Promise<ServiceResponse> {
  const route = domain.parts.serviceRoutes?.find((each) => each.path === path);
  if (route === undefined) throw new Error(`no route ${path}`);
  const request = {
    caller,
    method: 'POST',
    path,
    query: new URLSearchParams(),
    headers: { 'content-type': contentType },
    body: Buffer.from(body),
    context: null,
    requestId: randomUUID(),
  };
  return route.handle(request);
}

async function hear(world: World, event: Pick<DomainEvent, 'type' | 'subject' | 'data' | 'tenantid'>): Promise<void> {
  const source = event.type.split('.')[0] ?? '';
  const subscription = world.domain.parts.subscriptions?.find((each) => each.source === source);
  const whole: DomainEvent = {
    specversion: '1.0',
    id: randomUUID(),
    source: `urn:bailiwick:${source}`,
    time: world.now.toISOString(),
    requestid: null,
    sequence: '1.1',
    ...event,
  };
  await world.database.inSystem('consume', async (tx) => subscription?.apply(whole, tx, world.database));
}

async function readEvents(world: World, type: string) {
  const rows = await world.database.inSystem('feed', (tx) =>
    tx
      .selectFrom('outbox')
      .select(['subject', 'data'])
      .where('tenant_id', '=', world.tenantId)
      .where('type', '=', type)
      .orderBy('id')
      .execute(),
  );
  return rows.map(({ subject, data }) => ({ subject, data: data as Record<string, unknown> })); // what the test itself made happen
}
