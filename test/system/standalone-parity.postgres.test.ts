import { DEVELOPMENT } from '@bailiwick/cli';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OPERATIONS } from '../harness/operations.js';
import { startTestPlatform, type Answer, type TestPlatform } from '../harness/platform.js';
import { type Asking } from './standalone/ask.js';
import {
  prepareMachine,
  prepareTenant,
  SLUG,
  type PreparedMachine,
  type PreparedTenant,
} from './standalone/journey.js';
import { openWithTenant, type Production } from './standalone/production.js';
import { variablesOf } from './standalone/parity-variables.js';
import { withoutWhatDiffers } from './standalone/without-what-differs.js';

/** One platform with one tenant in it, prepared in the same way. */
interface Side {
  readonly ask: Asking;
  readonly tokens: Readonly<Record<Caller, string>>;
  readonly tenant: PreparedTenant;
  readonly machine: PreparedMachine;
}
const CALLERS = ['owner', 'operator', 'machine', 'stranger'] as const;
type Caller = (typeof CALLERS)[number];

let production: (Production & { readonly tenant: PreparedTenant }) | undefined;
let platform: TestPlatform | undefined;
let sides: readonly [Side, Side];
beforeAll(async () => {
  const [alone, together] = await Promise.all([standalone(), embedded()]);
  sides = [alone, together];
});
afterAll(async () => {
  await Promise.all([production?.site.remove(), platform?.remove()]);
});

async function standalone(): Promise<Side> {
  production = await openWithTenant();
  const { ask, operator, owner, tenant, site } = production;
  const machine = await prepareMachine(ask, owner, tenant);
  return {
    ask,
    tenant,
    machine,
    tokens: { owner, operator, machine: machine.key, stranger: await site.issuer.tokenOf('stranger') },
  };
}

async function embedded(): Promise<Side> {
  platform = await startTestPlatform();
  const here = platform;
  const ask: Asking = ({ token, ...request }) => here.ask({ ...request, as: `Bearer ${token}` });
  const signedIn = (email: string) => here.tokenOf(email, { multiFactor: true });
  const [operator, owner] = [await signedIn('olivia@platform.example'), await signedIn('zoe@initech.example')];
  const tenant = await prepareTenant({ ask, operator, owner, provider: here.demo.issuer });
  const machine = await prepareMachine(ask, owner, tenant);
  return {
    ask,
    tenant,
    machine,
    tokens: { owner, operator, machine: machine.key, stranger: await signedIn('nobody@nowhere.example') },
  };
}

const CASES = OPERATIONS.flatMap(({ name }) => CALLERS.map((caller) => ({ name, caller })));

describe('five processes on PostgreSQL and one process on the embedded database', () => {
  test.each(CASES)('answer $name, asked by the $caller, alike', async ({ name, caller }) => {
    const [alone, together] = await Promise.all(sides.map((side) => answer(side, name, caller)));
    expect(alone).toEqual(together);
  });

  test('are asked every operation, and answer most of them with data', async () => {
    const [alone] = sides;
    const answered = await Promise.all(OPERATIONS.map(({ name }) => answer(alone, name, 'owner')));
    expect(answered.filter(({ errors }) => (errors as unknown[]).length === 0).length).toBeGreaterThan(8);
    expect(JSON.stringify(answered)).not.toContain(DEVELOPMENT);
  });
});

async function answer(side: Side, name: string, caller: Caller): Promise<Record<string, unknown>> {
  const operation = OPERATIONS.find((each) => each.name === name);
  const sender = {
    token: side.tokens[caller],
    ...(caller !== 'machine' && { tenant: SLUG }),
    ...(caller === 'operator' && { headers: { 'x-operator-reason': 'Comparing answers' } }),
  };
  const { status, data, errors } = await side.ask({
    query: operation?.document ?? '',
    operationName: name,
    variables: variablesOf(name, { ...side, decisionId: await aDecision(side), requestId: await aRequest(side) }),
    ...sender,
  });
  return withoutWhatDiffers({ status, data, errors });
}

async function aDecision({ ask, tokens }: Side): Promise<string> {
  const { data }: Pick<Answer, 'data'> = await ask({
    token: tokens.owner,
    tenant: SLUG,
    query: '{ accessState(action: "no.such.action") { decisionId } }',
  });
  return data?.['accessState'].decisionId;
}

let visits = 0;

/** A stated reason that no token was made for yet: so the request has an exchange of its own on both sides. */
async function aRequest({ ask, tokens }: Side): Promise<string | null> {
  visits += 1;
  const { headers }: Pick<Answer, 'headers'> = await ask({
    token: tokens.operator,
    tenant: SLUG,
    query: '{ accessState(action: "no.such.action") { decisionId } }',
    headers: { 'x-operator-reason': `Visit ${String(Math.ceil(visits / 2)).padStart(9, '0')}` },
  });
  return headers.get('x-request-id');
}
