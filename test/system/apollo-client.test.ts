import { randomUUID } from 'node:crypto';
import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache, ServerError } from '@apollo/client';
import {
  AccountSwitcherDocument,
  AssignRoleDocument,
  BillingDocument,
  HomeDocument,
  InviteMemberDocument,
  MayIDocument,
  mustSignIn,
  possibleTypes,
  refusalsOf,
  SettingsDocument,
  WhyWasThisDeniedDocument,
  type Answered,
  type AttentionLevel,
  type InviteMemberMutationVariables,
  type SettingsQuery,
} from '@bailiwick/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestPlatform, type TestPlatform } from '../harness/platform.js';

/** So that the compiler knows it too: what was denied is null, and `data` is there beside an error. */
declare module '@apollo/client' {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- how Apollo Client wants to be told
  namespace ApolloClient {
    // eslint-disable-next-line @typescript-eslint/no-namespace -- as above
    namespace DeclareDefaultOptions {
      interface Query {
        errorPolicy: 'all';
      }
      interface Mutate {
        errorPolicy: 'all';
      }
    }
  }
}

const [ANA, BEN, DANA] = ['ana@acme.example', 'ben@acme.example', 'dana@consult.example'];
let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform();
});
afterAll(() => platform.remove());

/** As a frontend makes it: one client for one person in one tenant. */
async function clientOf(person: string, tenant?: string): Promise<ApolloClient> {
  return clientWith({
    authorization: `Bearer ${await platform.tokenOf(person)}`,
    ...(tenant !== undefined && { 'x-tenant': tenant }),
  });
}

function clientWith(headers: Record<string, string>): ApolloClient {
  return new ApolloClient({
    cache: new InMemoryCache({ possibleTypes }),
    link: new HttpLink({ uri: new URL('/graphql', platform.gateway).href, headers }),
    // A denied field is null, and all else was answered: both are wanted.
    defaultOptions: { query: { errorPolicy: 'all' }, mutate: { errorPolicy: 'all' } },
  });
}

/** The errors of an answer, or of a response that was none, as the helpers take them. */
function answered({ data, error }: { readonly data?: unknown; readonly error?: unknown }): Answered {
  if (CombinedGraphQLErrors.is(error)) return { data, errors: error.errors };
  if (ServerError.is(error)) return JSON.parse(error.bodyText) as Answered; // errors are JSON whatever the status is
  return { data };
}

describe('a frontend that uses Apollo Client and the generated types', () => {
  test('shows the home screen: who, where, and whether the platform may be used', async () => {
    const { data } = await (await clientOf(ANA)).query({ query: HomeDocument });
    const principal = data?.viewer?.principal;
    expect(principal?.__typename === 'Person' ? principal.displayName : null).toBe('Ana Alves');
    expect(data?.tenant?.name).toBe('Acme Corporation');
    expect(data?.accessState?.canAccess).toBe(true);
  });

  test('shows the same to a member who may see nothing more, without an error', async () => {
    const { data, error } = await (await clientOf(BEN)).query({ query: HomeDocument });
    expect(error).toBeUndefined();
    expect(data?.accessState?.reason.code).toBe('access.granted');
  });

  test('shows Settings with a badge and a number from the domain of each section', async () => {
    const { data } = await (await clientOf(ANA)).query({ query: SettingsDocument });
    const menu = data?.settingsNavigation?.sections.map(entryOf);
    expect(menu).toEqual([
      { key: 'USERS', badge: 'NONE', number: 0 },
      { key: 'ORGANIZATION', badge: 'NONE', number: null },
      { key: 'BILLING', badge: 'NONE', number: null },
      { key: 'REPORTING', badge: 'NONE', number: expect.any(Number) as number },
      { key: 'INTEGRATIONS', badge: expect.any(String) as string, number: 0 },
      { key: 'PLATFORM_SETUP', badge: 'NONE', number: 0 },
    ]);
  });

  test('shows why a page is closed, and what would open it, from the error beside its null', async () => {
    const ben = await clientOf(BEN);
    const result = await ben.query({ query: BillingDocument });
    expect(result.data?.tenant?.billing).toBeNull();
    expect(result.data?.plans?.map(({ code }) => code)).toContain('team');
    const [denied] = refusalsOf(answered(result)).filter(({ at }) => at?.join('.') === 'tenant.billing');
    expect(denied).toMatchObject({ code: 'access.not_permitted', at: ['tenant', 'billing'] });
    expect(denied?.reason).toMatchObject({ owner: 'ACCESS', remedy: { label: expect.any(String) as string } });
    const { data } = await ben.query({
      query: WhyWasThisDeniedDocument,
      variables: { decisionId: denied?.decisionId ?? '' },
    });
    expect(data?.accessDecision).toMatchObject({ canAccess: false, action: 'billing.account.read' });
  });

  test('marks the field of a form that a rule refuses, and carries the corrected form out under a new key', async () => {
    const ana = await clientOf(ANA);
    const invite = async (email: string) => {
      const input = { email, roleIds: ['member'], idempotencyKey: randomUUID() };
      return ana.mutate({ mutation: InviteMemberDocument, variables: { input } });
    };
    const refused = await invite('nobody');
    expect(refused.data?.inviteMember.invitation).toBeNull();
    expect(refused.data?.inviteMember.errors[0]?.__typename).toBe('InvalidInput');
    expect(refusalsOf(answered(refused))).toMatchObject([{ code: 'identity.invalid_input', input: ['email'] }]);
    const done = await invite('zoe@acme.example');
    expect(done.data?.inviteMember.errors).toEqual([]);
    expect(done.data?.inviteMember.invitation?.state).toBe('PENDING');
  });

  test('repeats a form under its own key, and gets the first answer without the secret', async () => {
    const ana = await clientOf(ANA);
    const variables: InviteMemberMutationVariables = {
      input: { email: 'yan@acme.example', roleIds: ['member'], idempotencyKey: randomUUID() },
    };
    const [first, again] = [
      await ana.mutate({ mutation: InviteMemberDocument, variables }),
      await ana.mutate({ mutation: InviteMemberDocument, variables }),
    ];
    expect(again.data?.inviteMember.invitation).toEqual(first.data?.inviteMember.invitation);
    expect([first, again].map(({ data }) => typeof data?.inviteMember.token)).toEqual(['string', 'object']);
  });

  test('may do at once what was just allowed, by handing on the token of the change', async () => {
    const mayBen = async (atLeastAsFresh?: string) => {
      const ben = await clientOf(BEN);
      const variables = { action: 'billing.plan.change', ...(atLeastAsFresh !== undefined && { atLeastAsFresh }) };
      return (await ben.query({ query: MayIDocument, variables })).data?.accessState;
    };
    expect((await mayBen())?.canAccess).toBe(false);
    const subjectId = platform.demo.people.find(({ email }) => email === BEN)?.id ?? '';
    const input = {
      subjectKind: 'PERSON',
      subjectId,
      roleId: 'billing-manager',
      idempotencyKey: randomUUID(),
    } as const;
    const { data } = await (await clientOf(ANA)).mutate({ mutation: AssignRoleDocument, variables: { input } });
    expect(data?.assignRole.assignment?.role.name).toBe('billing-manager');
    expect((await mayBen(data?.assignRole.consistencyToken ?? ''))?.reason.code).toBe('access.granted');
  });

  test('switches accounts: is asked which, lists them, and makes a client for another', async () => {
    const undecided = await (await clientOf(DANA)).query({ query: AccountSwitcherDocument });
    expect(refusalsOf(answered(undecided))).toMatchObject([{ code: 'identity.tenant_required', at: [] }]);
    const names: unknown[] = [];
    for (const tenant of ['acme', 'globex']) {
      const { data } = await (await clientOf(DANA, tenant)).query({ query: AccountSwitcherDocument });
      expect(data?.viewer?.tenants.map(({ slug }) => slug)).toEqual(['acme', 'globex']);
      names.push(data?.viewer?.tenant?.name);
    }
    expect(names).toEqual(['Acme Corporation', 'Globex']);
  });

  test('does not compile with a variable that is wrong, or a field that was not asked for', async () => {
    const ana = await clientOf(ANA);
    // @ts-expect-error -- the action cannot be left out
    const forgotten = () => ana.query({ query: MayIDocument, variables: {} });
    // @ts-expect-error -- an action is a text
    const mistaken = () => ana.query({ query: MayIDocument, variables: { action: 1 } });
    const { data } = await ana.query({ query: HomeDocument });
    // @ts-expect-error -- the home screen does not ask for the tenant's members
    expect(data?.tenant?.members).toBeUndefined();
    expect([forgotten, mistaken]).toHaveLength(2);
  });

  test('signs in again when the credential is not taken, and only then', async () => {
    const stranger = await clientWith({ authorization: 'Bearer bwk_live_nobody' }).query({ query: HomeDocument });
    expect(mustSignIn(answered(stranger))).toBe(true);
    const denied = await (await clientOf('cleo@acme.example')).query({ query: SettingsDocument });
    expect(mustSignIn(answered(denied))).toBe(false);
  });
});

type Section = NonNullable<SettingsQuery['settingsNavigation']>['sections'][number];

/** Each section has its own number: the compiler knows which section has which. */
function entryOf(section: Section): { key: string | null; badge: AttentionLevel | null; number: number | null } {
  return { key: section.key, badge: section.attention?.level ?? null, number: numberOf(section) };
}

function numberOf(section: Section): number | null {
  switch (section.__typename) {
    case 'UsersSection':
      return section.pendingInvitations;
    case 'ReportingSection':
      return section.decisionsToday;
    case 'IntegrationsSection':
      return section.orphaned;
    case 'PlatformSetupSection':
      return section.setup?.steps.filter(({ done, required }) => required && !done).length ?? null;
    case 'BillingSection':
    case 'OrganizationSection':
      return null;
  }
}
