import { parse, print } from 'graphql';
import { OPERATIONS } from './operations.js';
import { compareWithout, withTypenames, type Difference } from './ownership.js';
import type { Answer, TestPlatform } from './platform.js';
import { OPERATOR } from './tenants.js';

export const ANA = 'ana@acme.example';
const REASON = { 'x-operator-reason': 'Trying what works while a domain is down.' };

/** Every operation that the frontend sends, once with everything up. A new one without variables here fails. */
export interface Frontend {
  readonly whole: ReadonlyMap<string, Answer>;
  /** Sends the operation again. */
  repeat(operation: string): Promise<Answer>;
  compare(down: string, operation: string, after: Answer): Difference;
}

/** Each person keeps one token, as a browser would: so the gateway may keep what it was exchanged for. */
export async function openFrontend(platform: TestPlatform): Promise<Frontend> {
  const ana = `Bearer ${await platform.tokenOf(ANA)}`;
  const operator = `Bearer ${await platform.tokenOf(OPERATOR)}`;
  const variables = await variablesOf(platform, ana);
  let repeats = 0;
  const send = (name: string): Promise<Answer> => {
    const found = OPERATIONS.find((each) => each.name === name);
    const given = variables[name];
    if (found === undefined || given === undefined)
      throw new Error(`Say in frontend.ts with which variables ${name} is sent.`);
    repeats += 1;
    const who =
      found.kind === 'mutation' ? { as: operator, ...(OPERATORS_CALLS[name] ?? {}) } : { as: ana, tenant: 'acme' };
    return platform.ask({
      query: print(withTypenames(parse(found.document))),
      operationName: name,
      variables: given(repeats),
      ...who,
    });
  };
  const whole = new Map<string, Answer>();
  for (const { name } of OPERATIONS) whole.set(name, await send(name));
  return {
    whole,
    repeat: send,
    compare: (down, name, after) => {
      const document = OPERATIONS.find((each) => each.name === name)?.document ?? '';
      const before = whole.get(name);
      if (before === undefined) throw new Error(`${name} was not sent while everything was up.`);
      return compareWithout(down, parse(document), name, before, after);
    },
  };
}

const OPERATORS_CALLS: Readonly<
  Record<string, { readonly tenant: string; readonly headers?: Record<string, string> }>
> = {
  CreateTenant: { tenant: 'platform' },
  ChangeTenantState: { tenant: 'globex', headers: REASON },
};

type Variables = (repeat: number) => Record<string, unknown>;

async function variablesOf(platform: TestPlatform, as: string): Promise<Readonly<Record<string, Variables>>> {
  const { data, headers } = await platform.ask({
    query: '{ accessState { decisionId } credentials(first: 1) { edges { node { id } } } }',
    as,
    tenant: 'acme',
  });
  const credentialId: string = data?.['credentials'].edges[0].node.id;
  const requestId = headers.get('x-request-id');
  const decisionId: string = data?.['accessState'].decisionId;
  const actingTenantId = platform.demo.tenants.find(({ slug }) => slug === 'acme')?.id;
  const none: Variables = () => ({});
  return {
    ...{ AccountSwitcher: none, Billing: none, Home: none, Members: none, Settings: none },
    MayI: () => ({ action: 'platform.use' }),
    WhyWasThisDenied: () => ({ decisionId }),
    RequestTrace: () => ({ requestId }),
    CredentialPassport: () => ({ id: credentialId }),
    TrustChain: () => ({ input: { credentialId, actingTenantId, action: 'platform.use' } }),
    CreateTenant: (n) => ({
      input: { slug: `tenant-${n}`, name: 'Another', ownerEmail: 'o@other.example', idempotencyKey: `c${n}` },
    }),
    ChangeTenantState: () => ({ input: { to: 'CLOSING', reason: 'Trying what works.', idempotencyKey: 'closing' } }),
  };
}

/** What an operation gets while one domain is down, judged by who resolves each of its fields. */
export interface Survival extends Difference {
  /** What is missing without an UNAVAILABLE at its place. */
  readonly unsaid: readonly string[];
}

export async function survive(frontend: Frontend, down: string, operation: string): Promise<Survival> {
  const after = await frontend.repeat(operation);
  const { lost, gone, kept } = frontend.compare(down, operation, after);
  const said = after.errors.filter(({ extensions }) => extensions?.['code'] === 'UNAVAILABLE');
  // Without any data the whole request was answered so; else the place is named, or one above it.
  const places = said.map(({ path }) => (path === undefined && after.status === 503 ? '' : (path ?? ['?']).join('.')));
  const isSaid = (path: string): boolean =>
    places.some((place) => place === '' || path === place || path.startsWith(`${place}.`));
  return { lost, gone, kept, unsaid: [...lost, ...gone.map(({ path }) => path)].filter((path) => !isSaid(path)) };
}
