import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPlatform, type Platform } from './builders.js';

const EVERYWHERE = '{ tenant { id name invoices { number } people { id name roles } } may }';

describe('a query over several subgraphs', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform();
  });
  afterAll(() => platform.stop());

  test('is answered as one', async () => {
    const { status, data, errors } = await platform.ask(EVERYWHERE);
    expect({ status, errors }).toEqual({ status: 200, errors: [] });
    expect(data).toEqual({
      tenant: {
        id: 't1',
        name: 'Acme',
        invoices: [{ number: '1' }],
        people: [1, 2].map((n) => ({ id: `p${String(n)}`, name: `name of p${String(n)}`, roles: ['any'] })),
      },
      may: true,
    });
  });

  test('reaches each subgraph with a signature that it accepts, one request id and one Txn-Token', async () => {
    for (const subgraph of Object.values(platform.subgraphs)) subgraph.received.length = 0;
    const { headers } = await platform.ask(EVERYWHERE);
    const hops = Object.values(platform.subgraphs).flatMap(({ received }) => received);
    expect(hops.length).toBeGreaterThanOrEqual(3);
    expect(hops.every(({ verified }) => verified?.caller === 'gateway')).toBe(true);
    expect(new Set(hops.map(({ verified }) => verified?.requestId))).toEqual(new Set([headers.get('x-request-id')]));
    expect(new Set(hops.map(({ verified }) => verified?.token)).size).toBe(1);
  });

  test('never shows a query plan, whatever is asked for', async () => {
    const { text } = await platform.ask(EVERYWHERE, {
      headers: { 'apollo-query-plan-experimental': '1', 'apollo-federation-include-trace': 'ftv1' },
    });
    expect(JSON.parse(text)).not.toHaveProperty('extensions');
    expect(text).not.toContain('QueryPlan');
  });
});
