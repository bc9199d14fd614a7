import { readFileSync } from 'node:fs';
import {
  buildSchema,
  getNamedType,
  isInputObjectType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { everyId, fillTenant, missingIds, withoutIds, type Ids } from '../harness/foreign-ids.js';
import { ID_CASES, type IdCase } from '../harness/id-cases.js';
import { IDLESS, SHARED } from '../harness/idless-fields.js';
import { startTestPlatform, type TestPlatform } from '../harness/platform.js';

const schema = buildSchema(readFileSync(new URL('../../schema/api.graphql', import.meta.url), 'utf8'));
const ANA = 'ana@acme.example';
const GUS = 'gus@globex.example';

let platform: TestPlatform;
let acme: Ids;
let globex: Ids;
let nobodys: Ids;
let before: string;
beforeAll(async () => {
  platform = await startTestPlatform();
  acme = await fillTenant(platform, ANA, 'acme');
  globex = await fillTenant(platform, GUS, 'globex');
  nobodys = missingIds(globex);
  before = await everythingOf(GUS, 'globex');
});
afterAll(() => platform.remove());

async function answered(as: string, { query, variables }: IdCase, theirs: Ids, own: Ids): Promise<string> {
  const { status, text } = await platform.ask({ as, tenant: own.tenant, query, variables: variables(theirs, own) });
  return withoutIds(`${status} ${text}`, theirs);
}

async function everythingOf(as: string, tenant: string): Promise<string> {
  const query = `{ tenant { id name state version members { edges { node { id state version } } } }
    runtimes { edges { node { id name } } } roles { edges { node { id assignmentCount } } }
    machineIdentities { edges { node { id name state version stewards { person { id } } credentials { id state version } roleAssignments { id } } } }
    billingAccount { subscription { id state plan { code } } } }`;
  return (await platform.ask({ as, tenant, query })).text;
}

const named = (cases: readonly IdCase[]): [string, IdCase][] =>
  cases.map((each) => [`${each.field} ${each.ids.join(' ')}`, each]);

describe('another tenant’s id', () => {
  test.each(named(ID_CASES))('in %s is answered exactly as a missing one', async (_, each) => {
    const missing = await answered(ANA, each, nobodys, acme);
    expect(missing).toMatch(/^200 /); // else the case would ask nothing
    expect(await answered(ANA, each, globex, acme)).toBe(missing);
  });

  test('changed nothing there, whatever was tried with it', async () => {
    expect(await everythingOf(GUS, 'globex')).toBe(before);
  });

  // Without this a field that finds nothing for anybody would pass.
  test.each(named(ID_CASES.filter(({ alike }) => alike === undefined)))(
    'in %s is found by its own tenant',
    async (_, each) => {
      const missing = await answered(GUS, each, nobodys, globex);
      expect(await answered(GUS, each, globex, globex)).not.toBe(missing);
    },
  );

  test.each(named(ID_CASES.filter(({ alike }) => alike !== undefined)))(
    'in %s is nothing that its own tenant finds either',
    async (_, each) => {
      expect(await answered(GUS, each, globex, globex)).toBe(await answered(GUS, each, nobodys, globex));
    },
  );
});

describe('a field that takes no id', () => {
  const reads = Object.entries(IDLESS).filter(([field]) => field.startsWith('Query.'));

  test.each(reads)('%s shows nothing of another tenant', async (_, query) => {
    const { status, data, errors, text } = await platform.ask({ as: ANA, tenant: 'acme', query });
    expect({ status, errors }).toEqual({ status: 200, errors: [] });
    expect(Object.values(data ?? {})).not.toContain(null);
    for (const [name, id] of Object.entries(everyId(globex)))
      expect({ name, isThere: text.includes(id) }).toEqual({ name, isThere: false });
  });
});

describe('a foreign tenant', () => {
  const queries = [
    ...Object.entries(IDLESS).map(([field, query]) => [field, { query, variables: () => ({}) }] as const),
    ...ID_CASES.map((each) => [each.field, each] as const),
  ];
  const refusal = async (tenant: string, { query, variables }: Pick<IdCase, 'query' | 'variables'>) => {
    const { status, text, headers } = await platform.ask({
      as: ANA,
      tenant,
      query,
      variables: variables(globex, acme),
    });
    return { status, text: withoutIds(text, globex), challenge: headers.get('www-authenticate') };
  };

  test.each(queries)('in X-Tenant is for %s one that does not exist', async (_, each) => {
    const missing = await refusal('no-such-tenant', each);
    expect(missing).toMatchObject({ status: 403 });
    expect(await refusal('globex', each)).toEqual(missing);
    expect(await refusal(globex.tenant, each)).toEqual(missing);
    expect(await refusal(nobodys.tenant, each)).toEqual(missing);
  });
});

describe('the list of cases', () => {
  test('has every root field of the graph', () => {
    const fields = [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
      Object.keys(type?.getFields() ?? {}).map((name) => `${type?.name ?? ''}.${name}`),
    );
    const cases = [...ID_CASES.map(({ field }) => field), ...Object.keys(IDLESS)];
    expect([...new Set(cases)].toSorted()).toEqual(fields.toSorted());
  });

  const cases = ID_CASES.flatMap(({ field, ids }) => ids.map((id) => `${field} ${id}`));

  test('has every argument that is an id', () => {
    const ids = argumentsWhere((type) => type === 'ID');
    expect(ids.filter((id) => !cases.includes(id) && !(id in SHARED))).toEqual([]);
  });

  test('has no argument that there is not', () => {
    expect([...cases, ...Object.keys(SHARED)].filter((each) => !argumentsWhere(() => true).includes(each))).toEqual([]);
  });
});

/** Every path to a scalar argument, on any field of any type. Idempotency keys name an intention, nothing that exists. */
function argumentsWhere(isWanted: (type: string) => boolean): string[] {
  const types = Object.values(schema.getTypeMap()).filter(isObjectType);
  return types
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap((type) =>
      Object.values(type.getFields()).flatMap((field) =>
        pathsWhere(isWanted, field.args).map((path) => `${type.name}.${field.name} ${path}`),
      ),
    );
}

function pathsWhere(
  isWanted: (type: string) => boolean,
  members: readonly (GraphQLArgument | GraphQLInputField)[],
): string[] {
  return members
    .filter(({ name }) => name !== 'idempotencyKey')
    .flatMap(({ name, type }) => {
      const inner: GraphQLInputType = getNamedType(type);
      if (!isInputObjectType(inner)) return isWanted(inner.name) ? [name] : [];
      return pathsWhere(isWanted, Object.values(inner.getFields())).map((path) => `${name}.${path}`);
    });
}
