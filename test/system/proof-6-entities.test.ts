import { readFileSync } from 'node:fs';
import { DOMAIN_NAMES } from '@bailiwick/cli';
import { Kind, parse, type ConstDirectiveNode, type ObjectTypeDefinitionNode } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ALL_CASES } from '../harness/domain-cases.js';
import { fillTenant, idNamed, missingIds, withoutIds, type IdName, type Ids } from '../harness/foreign-ids.js';
import { startTestPlatform, type TestPlatform } from '../harness/platform.js';
import { genuineToken, send, signedHop } from '../harness/workloads.js';

const supergraph = parse(readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8'));

interface EntityCase {
  /** The key's value, from the ids of whom it is. */
  readonly key: (ids: Ids) => string;
  readonly fields: string;
  /** Resolved for whatever id, to nothing that anybody entered: then all ids must read the same. */
  readonly isEmptyForAll?: true;
}

const of = (name: IdName, fields: string): EntityCase => ({ key: (ids) => ids[name], fields });
const section = (key: string, fields = 'id'): EntityCase => ({ key: ({ tenant }) => `${tenant}:${key}`, fields });

/** Every entity with every subgraph that resolves it by its key. */
const CASES: Readonly<Record<string, EntityCase>> = {
  'AccessDecision at access': of('accessDecision', 'id canAccess subject { id }'),
  'BillingAccount at billing': of('tenant', 'id subscription { id }'),
  'BillingSection at access': section('BILLING'),
  'BillingSection at billing': section('BILLING', 'id readiness { ready }'),
  'Credential at credentials': of('credential', 'id name hint'),
  'IdentityProvider at identity': of('identityProvider', 'id issuer'),
  'IntegrationsSection at access': section('INTEGRATIONS'),
  'IntegrationsSection at credentials': section('INTEGRATIONS', 'id orphaned'),
  'Invitation at identity': of('invitation', 'id email'),
  'MachineIdentity at access': of('machine', 'id roleAssignments { id }'),
  'MachineIdentity at credentials': of('machine', 'id name'),
  'Membership at identity': of('membership', 'id state'),
  'OrganizationSection at access': section('ORGANIZATION'),
  'OrganizationSection at identity': section('ORGANIZATION', 'id attention { level }'),
  'Person at access': of('person', 'id roleAssignments { id }'),
  'Person at credentials': { ...of('person', 'id stewardOf { id } knows { id }'), isEmptyForAll: true },
  'Person at identity': of('person', 'id displayName email membership { id }'),
  'PlatformSetupSection at access': section('PLATFORM_SETUP'),
  'PlatformSetupSection at identity': section('PLATFORM_SETUP', 'id setup { ready }'),
  ...Object.fromEntries(
    DOMAIN_NAMES.map((domain) => [
      `RequestTrace at ${domain}`,
      { ...of('request', `id ${domain} { kind reason { code } }`), isEmptyForAll: true as const },
    ]),
  ),
  'ReportingSection at access': section('REPORTING'),
  'Revocation at credentials': of('revocation', 'id note'),
  'RoleAssignment at access': of('roleAssignment', 'id role { id } subject { id }'),
  'Runtime at credentials': of('runtime', 'id name'),
  'Subscription at billing': of('subscription', 'id state'),
  'Tenant at access': of('tenant', 'id accessState { canAccess }'),
  'Tenant at billing': of('tenant', 'id billingReadiness { ready }'),
  'Tenant at credentials': of('tenant', 'id ownershipHealth { total }'),
  'Tenant at identity': of('tenant', 'id name state'),
  'TrustDecision at credentials': of('trustDecision', 'id effect'),
  'UsersSection at access': section('USERS'),
  'UsersSection at identity': section('USERS', 'id pendingInvitations'),
  ...Object.fromEntries(
    ALL_CASES.flatMap(({ entities }) => Object.entries(entities)).map(([name, { id, fields }]) => [
      name,
      { key: (ids: Ids) => idNamed(ids, id), fields },
    ]),
  ),
};

/** Entities that belong to no tenant: the platform's own lists, which everybody may read. */
const SHARED: Readonly<Record<string, string>> = {
  'Plan at billing': 'The plans on offer are the same for all.',
  'Role at access': 'The roles are the system’s own, the same in every tenant.',
};

let platform: TestPlatform;
let globex: Ids;
let nobodys: Ids;
beforeAll(async () => {
  platform = await startTestPlatform();
  globex = await fillTenant(platform, 'gus@globex.example', 'globex');
  nobodys = missingIds(globex);
});
afterAll(() => platform.remove());

const ANA = ['ana@acme.example', 'acme'] as const;
const GUS = ['gus@globex.example', 'globex'] as const;

/** What the gateway itself would ask, in the name of this person, for this key. */
async function resolved(caller: readonly [string, string], name: string, each: EntityCase, ids: Ids): Promise<string> {
  const [type = '', receiver = ''] = name.split(' at ');
  const query = `query ($them: [_Any!]!) { _entities(representations: $them) { __typename ... on ${type} { ${each.fields} } } }`;
  const variables = { them: [{ __typename: type, id: each.key(ids) }] };
  const token = await genuineToken(platform, ...caller);
  const { status, text } = await send(
    signedHop(platform, { receiver, token, body: JSON.stringify({ query, variables }) }),
  );
  expect(status).toBe(200);
  return withoutIds(text.trim(), ids);
}

const NULL = '{"data":{"_entities":[null]}}';
const entries = Object.entries(CASES);

describe('a representation of another tenant’s', () => {
  test.each(entries.filter(([, { isEmptyForAll }]) => isEmptyForAll !== true))(
    '%s is null, like a missing one',
    async (name, each) => {
      expect(await resolved(ANA, name, each, globex)).toBe(NULL);
      expect(await resolved(ANA, name, each, nobodys)).toBe(NULL);
    },
  );

  test.each(entries.filter(([, { isEmptyForAll }]) => isEmptyForAll === true))(
    '%s is as empty as a missing one',
    async (name, each) => {
      expect(await resolved(ANA, name, each, globex)).toBe(await resolved(ANA, name, each, nobodys));
    },
  );

  // Without this a reference that nobody can resolve would pass.
  test.each(entries)('%s is found by its own tenant', async (name, each) => {
    const found = await resolved(GUS, name, each, globex);
    expect(found).toContain(`"__typename":"${name.split(' ')[0] ?? ''}"`);
    expect(found).not.toContain('"errors"');
    expect(found).not.toBe(await resolved(GUS, name, each, nobodys));
  });

  test('among one’s own leaves those as they are', async () => {
    const query = 'query ($them: [_Any!]!) { _entities(representations: $them) { ... on Person { email } } }';
    const ana = platform.demo.people.find(({ email }) => email === ANA[0])?.id;
    const them = [ana, globex.person, ana, nobodys.person].map((id) => ({ __typename: 'Person', id }));
    const token = await genuineToken(platform, ...ANA);
    const { text } = await send(
      signedHop(platform, { receiver: 'identity', token, body: JSON.stringify({ query, variables: { them } }) }),
    );
    const self = { email: ANA[0] };
    expect(JSON.parse(text)).toEqual({ data: { _entities: [self, null, self, null] } });
  });
});

describe('the list of entities', () => {
  test('has every key of the graph', () => {
    expect([...Object.keys(CASES), ...Object.keys(SHARED)].toSorted()).toEqual(keysOfTheGraph().toSorted());
  });
});

/** Each (type, subgraph) of which the graph says that the subgraph resolves it by a key. */
function keysOfTheGraph(): string[] {
  const types = supergraph.definitions.filter(
    (node): node is ObjectTypeDefinitionNode => node.kind === Kind.OBJECT_TYPE_DEFINITION,
  );
  return types.flatMap(({ name, directives = [] }) =>
    directives
      .filter(
        (each) =>
          each.name.value === 'join__type' && valueOf(each, 'key') !== null && valueOf(each, 'resolvable') !== 'false',
      )
      .map((each) => `${name.value} at ${String(valueOf(each, 'graph')).toLowerCase()}`),
  );
}

function valueOf({ arguments: given = [] }: ConstDirectiveNode, name: string): string | null {
  const value = given.find((each) => each.name.value === name)?.value;
  return value !== undefined && 'value' in value ? String(value.value) : null;
}
