import { randomUUID } from 'node:crypto';
import { aPersonContext } from '@bailiwick/subgraph-host/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { activeMachine, issueKey, revoke } from './machines.js';
import { openWorld, type World } from './world.js';

let world: World;
let machine: string;
beforeAll(async () => {
  world = await openWorld();
  machine = await activeMachine(world);
});

const TRACE = `query ($id: ID!) { requestTrace(id: $id) { credentials {
  sequence domain kind outcome action target { type id } actors { kind id } reason { code owner }
  links { name outcome reason { code } evidence } decisionId requestId txn } } }`;
interface Step {
  readonly links: readonly { readonly name: string; readonly outcome: string; readonly reason: { code: string } }[];
  readonly [field: string]: unknown;
}
const trace = async (id: string, as = aPersonContext(world.tenantId, world.ana)): Promise<readonly Step[]> => {
  const { data, errors } = await world.domain.execute(as, TRACE, { id });
  expect(errors).toEqual([]);
  return (data?.['requestTrace'] as { credentials: readonly Step[] }).credentials;
};
/** The exchange that was decided last, as the log of trust decisions has it. */
const lastRequest = async (credentialId: string): Promise<string> => {
  const query = 'query ($id: ID!) { trustDecisions(filter: { credentialId: $id }) { edges { node { requestId } } } }';
  const { data } = await world.run(query, { id: credentialId });
  const { edges } = data?.['trustDecisions'] as { edges: readonly { node: { requestId: string } }[] };
  return edges[0]?.node.requestId ?? '';
};

describe('credentials’ part of a trace', () => {
  test('shows an exchange with every link of the chain, and finds it by the token that it made', async () => {
    const { secret, id } = await issueKey(world, machine);
    const { claims } = await world.exchange(secret);
    const requestId = await lastRequest(id);
    const steps = await trace(requestId);
    expect(steps).toMatchObject([
      {
        ...{ sequence: 1, domain: 'CREDENTIALS', kind: 'EXCHANGE', outcome: 'ALLOWED', action: null },
        ...{ target: { type: 'credential', id }, reason: { code: 'credentials.trusted' }, requestId },
        txn: claims?.['txn'],
      },
    ]);
    expect(steps[0]?.links).toHaveLength(9);
    expect(await trace(String(claims?.['txn']))).toEqual(steps);
  });

  test('shows a revoked key’s failing link, although the stranger was told one sentence', async () => {
    const { secret, id } = await issueKey(world, machine);
    await revoke(world, 'CREDENTIAL', id);
    const { status } = await world.exchange(secret);
    expect(status).toBe(401);
    await world.domain.parts.stop?.(); // what strangers were refused is kept after their answer
    const [step, ...more] = await trace(await lastRequest(id));
    expect(more).toEqual([]);
    expect(step).toMatchObject({ kind: 'EXCHANGE', outcome: 'DENIED', target: { id }, txn: null });
    expect(step?.links.filter(({ outcome }) => outcome === 'FAIL')).toMatchObject([
      { name: 'LIVENESS', reason: { code: 'credentials.revoked' } },
    ]);
  });

  test('tells a question about trust from an exchange', async () => {
    const { id } = await issueKey(world, machine);
    const input = { credentialId: id, actingTenantId: world.tenantId, action: 'billing.invoice.read' };
    await world.run('query ($input: DecideTrustInput!) { decideTrust(input: $input) { id } }', { input });
    expect(await trace(await lastRequest(id))).toMatchObject([
      { kind: 'DECISION', action: 'billing.invoice.read', txn: null },
    ]);
  });

  test('is empty for another tenant, and for an id that nothing has', async () => {
    const { secret, id } = await issueKey(world, machine);
    await world.exchange(secret);
    const other = aPersonContext(randomUUID(), world.ana);
    expect(await trace(await lastRequest(id), other)).toEqual([]);
    expect(await trace(randomUUID())).toEqual([]);
  });

  test('costs two statements', async () => {
    const before = world.database.statements.count;
    await trace(randomUUID());
    expect(world.database.statements.count - before).toBe(2);
  });
});
