import { sql } from '@bailiwick/database';
import { beforeAll, describe, expect, test } from 'vitest';
import { newTenantId, openBilling, READINESS, type TestDatabase } from '../test/builders.js';
import { cancelDue, emit, emitWithdrawal, readStanding, scheduleDue } from './index.js';

const NOON = new Date('2030-01-01T12:00:00Z');
let database: TestDatabase;
beforeAll(async () => {
  database = await openBilling();
});

interface Written {
  readonly type: string;
  readonly subject: string;
  readonly request_id: string | null;
  readonly data: unknown;
}

async function outboxOf(tenantId: string): Promise<readonly Written[]> {
  return database.inSystem(
    'feed',
    async (tx) =>
      (await sql<Written>`select type, subject, request_id, data from outbox where tenant_id = ${tenantId}`.execute(tx))
        .rows,
  );
}

describe('an event', () => {
  test('is kept with the change, for its tenant and its request', async () => {
    const tenant = newTenantId();
    await database.inTenant(
      tenant,
      (tx) => emit(tx, { type: READINESS, subject: tenant, data: { ready: true, name: 'Ána "A"' } }),
      { requestId: 'r-1' },
    );
    expect(await outboxOf(tenant)).toEqual([
      { type: READINESS, subject: tenant, request_id: 'r-1', data: { ready: true, name: 'Ána "A"' } },
    ]);
  });

  test('is gone when the change is', async () => {
    const tenant = newTenantId();
    const change = database.inTenant(tenant, async (tx) => {
      await emit(tx, { type: READINESS, subject: tenant, data: {} });
      throw new Error('changed my mind');
    });
    await expect(change).rejects.toThrow('changed my mind');
    expect(await outboxOf(tenant)).toEqual([]);
  });
});

describe('an event too large for a line of the feed', () => {
  test('is refused in the transaction of the change', async () => {
    const emitOf = (bytes: number) =>
      database.inTenant(newTenantId(), (tx) =>
        emit(tx, { type: READINESS, subject: 's', data: 'x'.repeat(bytes - 2) }),
      );
    await expect(emitOf(256 * 1024)).resolves.toBeUndefined();
    await expect(emitOf(256 * 1024 + 1)).rejects.toThrow('larger than');
  });
});

describe('a withdrawal', () => {
  test('names whose tokens are over, and since when', async () => {
    const tenant = newTenantId();
    await database.inTenant(tenant, async (tx) => {
      await emitWithdrawal(tx, { sub: 'person:ana', tenant }, NOON);
      await emitWithdrawal(tx, { tenant }, NOON);
    });
    const before = NOON.toISOString();
    expect(await outboxOf(tenant)).toMatchObject([
      { type: 'txn_token.withdrawn', subject: 'person:ana', data: { sub: 'person:ana', tenant, before } },
      { type: 'txn_token.withdrawn', subject: `tenant:${tenant}`, data: { tenant, before } },
    ]);
  });

  test('of nobody in particular is a defect', async () => {
    await expect(database.inTenant(newTenantId(), (tx) => emitWithdrawal(tx, {}))).rejects.toThrow('names a subject');
  });
});

describe('what is due', () => {
  const planned = (tenantId: string) =>
    database.inTenant(tenantId, async (tx) =>
      (await sql<{ due_at: Date }>`select due_at from due`.execute(tx)).rows.map((row) => row.due_at),
    );

  test('is planned once per kind and subject, and a second plan moves the date', async () => {
    const tenant = newTenantId();
    await database.inTenant(tenant, (tx) => scheduleDue(tx, { kind: 'trial_end', subject: 's', dueAt: NOON }));
    await database.inTenant(tenant, (tx) =>
      scheduleDue(tx, { kind: 'trial_end', subject: 's', dueAt: new Date(NOON.getTime() + 1) }),
    );
    expect(await planned(tenant)).toEqual([new Date(NOON.getTime() + 1)]);
  });

  test('is forgotten on request, and only there', async () => {
    const [tenant, other] = [newTenantId(), newTenantId()];
    for (const id of [tenant, other])
      await database.inTenant(id, (tx) => scheduleDue(tx, { kind: 'trial_end', subject: 's', dueAt: NOON }));
    await database.inTenant(tenant, (tx) => cancelDue(tx, { kind: 'trial_end', subject: 's' }));
    expect([await planned(tenant), await planned(other)]).toEqual([[], [NOON]]);
  });
});

describe('the standing of a source', () => {
  test('that was never read is unknown', async () => {
    expect(await database.inTenant(newTenantId(), (tx) => readStanding(tx, 'identity'))).toEqual({
      feed: null,
      heardAt: null,
      watermark: 0n,
    });
  });
});
