import { allowOnly, aPersonContext } from '@bailiwick/subgraph-host/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { REPORT_CREATE } from '../src/actions.js';
import { REPORTS_MAX, type Report } from '../src/domain/report.js';
import { insertReport, listReports } from '../src/store/report.js';
import { aCaller, NOON, startReporting } from './database.js';

type Graph = Awaited<ReturnType<typeof startReporting>>;
type Caller = Awaited<ReturnType<typeof aCaller>>;

let graph: Graph;
let strict: Graph;
beforeAll(async () => {
  graph = await startReporting();
  strict = await startReporting(allowOnly(REPORT_CREATE));
});

const CREATE = `mutation ($title: String!, $key: ID!) {
  createReport(input: { title: $title, idempotencyKey: $key }) {
    report { id title createdAt } consistencyToken errors { __typename code message path }
  }
}`;
const ENTITIES = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) { __typename ... on Report { id title } }
}`;

async function keep({ tenantId }: Caller, title: string): Promise<Report> {
  const report = { id: crypto.randomUUID(), title, createdAt: NOON };
  await graph.database.inTenant(tenantId, (tx) => insertReport(tx, report));
  return report;
}

const create = (caller: Caller, title: string, key: string = crypto.randomUUID()) =>
  graph.execute(caller.context, CREATE, { title, key });
const entities = (caller: Caller, ids: readonly string[]) =>
  graph.execute(caller.context, ENTITIES, {
    representations: ids.map((id) => ({ __typename: 'Report', id })),
  });

describe('a report', () => {
  test('is made, and found by its id and in the tenant’s list', async () => {
    const caller = await aCaller(graph.database);
    const made = await create(caller, 'Third quarter');
    expect(made.errors).toEqual([]);
    expect(made.data).toMatchObject({
      createReport: { report: { title: 'Third quarter', createdAt: NOON.toISOString() }, errors: [] },
    });
    const [kept] = await graph.database.inTenant(caller.tenantId, listReports);
    const query = 'query ($id: ID!) { report(id: $id) { title } tenant { id reports { id title } } }';
    const { data, errors } = await graph.execute(caller.context, query, { id: kept?.id });
    expect({ data, errors }).toEqual({
      data: {
        report: { title: 'Third quarter' },
        tenant: { id: caller.tenantId, reports: [{ id: kept?.id, title: 'Third quarter' }] },
      },
      errors: [],
    });
  });

  test('is made once, however often it is sent under one key', async () => {
    const caller = await aCaller(graph.database);
    const [first, again] = [await create(caller, 'Once', 'k1'), await create(caller, 'Once', 'k1')];
    const reportOf = ({ data }: typeof first) => (data as { createReport: { report: Report } }).createReport.report; // the query's own shape
    expect(reportOf(again)).toEqual(reportOf(first));
    expect(await graph.database.inTenant(caller.tenantId, listReports)).toHaveLength(1);
  });

  test.each([
    ['in a tenant that is not active', 'PROVISIONING', 'Q3', 'RuleRefused', 'reporting.tenant_not_active'],
    ['in a tenant of which nothing was heard', null, 'Q3', 'RuleRefused', 'reporting.tenant_not_active'],
    ['without a title', 'ACTIVE', ' ', 'InvalidInput', 'reporting.invalid_input'],
  ])('is refused %s', async (_, state, title, type, code) => {
    const caller = await aCaller(graph.database, state);
    const { data } = await create(caller, title);
    expect(data).toMatchObject({ createReport: { report: null, errors: [{ __typename: type, code }] } });
    expect(await graph.database.inTenant(caller.tenantId, listReports)).toEqual([]);
  });

  test('is refused where there are as many as a tenant may have', async () => {
    const caller = await aCaller(graph.database);
    for (let count = 0; count < REPORTS_MAX; count += 1) await keep(caller, `Number ${count}`);
    expect((await create(caller, 'One more')).data).toMatchObject({
      createReport: { errors: [{ code: 'reporting.too_many_reports' }] },
    });
  });

  test('is not read without the right, and the answer says so', async () => {
    const { tenantId } = await aCaller(strict.database);
    const member = aPersonContext(tenantId, crypto.randomUUID(), { scope: [] });
    const { data, errors } = await strict.execute(member, '{ tenant { id reports { id } } }');
    expect(data).toEqual({ tenant: { id: tenantId, reports: null } });
    expect(errors.map(({ extensions }) => extensions?.['code'])).toEqual(['NOT_PERMITTED']);
  });
});

describe('reports that other domains refer to', () => {
  test('are loaded in one statement, however many they are', async () => {
    const caller = await aCaller(graph.database);
    const reports = [await keep(caller, 'a'), await keep(caller, 'b'), await keep(caller, 'c')];
    const countFor = async (ids: readonly string[]): Promise<number> => {
      const before = graph.database.statements.count;
      expect((await entities(caller, ids)).errors).toEqual([]);
      return graph.database.statements.count - before;
    };
    const [one, ...more] = reports.map(({ id }) => id);
    expect(await countFor(more)).toBe(await countFor(one === undefined ? [] : [one]));
  });

  test('are null when they are another tenant’s, exactly like those that do not exist', async () => {
    const [ours, theirs] = [await aCaller(graph.database), await aCaller(graph.database)];
    const report = await keep(theirs, 'theirs');
    const { data, errors } = await entities(ours, [report.id, crypto.randomUUID(), 'no-id']);
    expect({ data, errors }).toEqual({ data: { _entities: [null, null, null] }, errors: [] });
    expect((await entities(ours, ['no-id'])).data).toEqual({ _entities: [null] });
    expect((await entities(theirs, [report.id])).data).toMatchObject({ _entities: [{ title: 'theirs' }] });
  });
});
