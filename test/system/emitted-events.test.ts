import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emittedOn, readEventSchemas, typeOf, type Emitted } from '../harness/emitted-events.js';
import { fillTenant } from '../harness/foreign-ids.js';
import { startTestPlatform, type TestPlatform } from '../harness/platform.js';
import { READY_OPERATIONS } from '../harness/ready-operations.js';
import { openTenant } from '../harness/tenants.js';
import { until } from '../harness/time.js';

/** The credential that the demo gave to `invoice-sync`. */
const LEAKED = 'd0000000-0000-4000-8000-000000000001';

const schemas = readEventSchemas();

let dataDir: string;
let emitted: readonly Emitted[];
beforeAll(async () => {
  dataDir = await liveThrough();
  emitted = await emittedOn(dataDir);
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

/** A demo is seeded, a tenant opens and another fills, and every mutation that is registered is sent. */
async function liveThrough(): Promise<string> {
  const platform = await startTestPlatform();
  await openTenant(platform, 'newcomer');
  await fillTenant(platform, 'gus@globex.example', 'globex');
  await reportLeak(platform);
  for (const { operation, request } of READY_OPERATIONS) if (operation.kind === 'mutation') await platform.ask(request);
  await platform.stop();
  return platform.dataDir;
}

/** Anybody may, without asking a graph; what follows is done by the clock. */
async function reportLeak(platform: TestPlatform): Promise<void> {
  const body = JSON.stringify({ secret: platform.keyOf('invoice-sync') });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(new URL('/leak-report', platform.tokenIssuer), { method: 'POST', body, headers });
  expect(answer.status).toBe(202);
  const query = `{ credential(id: "${LEAKED}") { state } }`;
  await until(
    () => platform.ask({ query, as: 'ana@acme.example', tenant: 'acme' }),
    ({ text }) => text.includes('COMPROMISED'),
  );
}

describe('what the domains have just told each other', () => {
  test('is of types that a schema describes', () => {
    const undescribed = emitted.map(typeOf).filter((type) => !schemas.has(type));
    expect([...new Set(undescribed)]).toEqual([]);
  });

  test('is every type that a schema describes: one that nobody emits is never tried', () => {
    const types = new Set(emitted.map(typeOf));
    expect([...schemas.keys()].filter((type) => !types.has(type))).toEqual([]);
  });

  test.each([...schemas])(
    'as %s fits its schema, and says nothing that the schema does not name',
    (type, problemOf) => {
      const told = emitted.filter((each) => typeOf(each) === type);
      const unfit = told.flatMap(({ domain, data }) => {
        const problem = problemOf(data);
        return problem === null ? [] : [{ domain, problem, data }];
      });
      expect(unfit).toEqual([]);
    },
  );
});
