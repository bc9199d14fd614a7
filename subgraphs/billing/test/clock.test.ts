import { beforeAll, describe, expect, test } from 'vitest';
import { carryOut, openAccount } from '../src/change-account.js';
import { boundaryRule } from '../src/clock.js';
import type { Order } from '../src/domain/order.js';
import { MANUAL } from '../src/provider/manual.js';
import { BOUNDARY } from '../src/settle.js';
import { insertGrant } from '../src/store/grant.js';
import { aGrant, aPlan, inDays, justBefore, NOON } from './builders.js';
import { newTenantId } from '@bailiwick/database/testing';
import { openBilling, toldBy } from './database.js';

type Database = Awaited<ReturnType<typeof openBilling>>;

let database: Database;
beforeAll(async () => {
  database = await openBilling();
});

const TRIAL: Order = { kind: 'TRIAL', plan: aPlan('team'), endsAt: inDays(14), subscription: null };

async function aTenantWith(order: Order): Promise<string> {
  const tenantId = newTenantId();
  await database.inTenant(tenantId, async (tx) =>
    carryOut(tx, await openAccount(tx, tenantId, NOON), order, MANUAL, { tenantId, now: NOON, cause: 'CHANGE' }),
  );
  return tenantId;
}

/** What the platform's clock does with a due row: it is gone, and the rule runs as the tenant. */
const fire = (tenantId: string, now: Date) =>
  database.inSystem('clock', async (tx) => {
    await tx.deleteFrom('due').where('tenant_id', '=', tenantId).execute();
    await database.enterTenant(tx, tenantId, (tenantTx) =>
      boundaryRule.fire({ tenantId, kind: BOUNDARY, subject: tenantId, dueAt: now }, tenantTx, now),
    );
  });

const dueOf = (tenantId: string) =>
  database.inSystem('clock', async (tx) => {
    const rows = await tx.selectFrom('due').selectAll().where('tenant_id', '=', tenantId).execute();
    return rows.map(({ kind, due_at: dueAt }) => `${kind} ${dueAt.toISOString()}`);
  });

const verdicts = async (tenantId: string) =>
  (await toldBy(database, tenantId))
    .filter(({ type }) => type === 'billing.readiness.changed')
    .map(({ data }) => [data['version'], data['state'], data['ready']].join(' '));

describe('the clock of billing', () => {
  test('waits for the end of a trial, then of its grace, then for nothing', async () => {
    const tenantId = await aTenantWith(TRIAL);
    const firings: string[] = [];
    for (let due = await dueOf(tenantId); due[0] !== undefined && firings.length < 9; due = await dueOf(tenantId)) {
      firings.push(due[0].slice(BOUNDARY.length + 1));
      await fire(tenantId, new Date(firings.at(-1) ?? ''));
    }
    expect(firings).toContain(inDays(14).toISOString());
    expect(firings).toContain(inDays(21).toISOString());
    expect(await verdicts(tenantId)).toEqual([
      '1 NOT_CONFIGURED false',
      '2 TRIALING true',
      '3 GRACE true',
      '4 SUSPENDED false',
    ]);
  });

  test('tells nothing when it looks and nothing has changed', async () => {
    const tenantId = await aTenantWith(TRIAL);
    const told = await toldBy(database, tenantId);
    await fire(tenantId, justBefore(inDays(14)));
    expect(await toldBy(database, tenantId)).toEqual(told);
  });

  test('that was stopped for long tells where things stand, and writes the whole history', async () => {
    const tenantId = await aTenantWith(TRIAL);
    await fire(tenantId, inDays(90));
    expect(await verdicts(tenantId)).toEqual(['1 NOT_CONFIGURED false', '2 TRIALING true', '3 SUSPENDED false']);
    const lines = await database.inTenant(tenantId, (tx) =>
      tx.selectFrom('subscription_transition').select(['at', 'to_state', 'cause']).orderBy('number').execute(),
    );
    expect(lines).toEqual([
      { at: NOON, to_state: 'TRIALING', cause: 'CHANGE' },
      { at: inDays(14), to_state: 'GRACE', cause: 'CLOCK' },
      { at: inDays(21), to_state: 'SUSPENDED', cause: 'CLOCK' },
    ]);
  });

  test('withdraws entitlements with the readiness, each with its reason', async () => {
    const tenantId = await aTenantWith(TRIAL);
    await fire(tenantId, inDays(21));
    const told = (await toldBy(database, tenantId))
      .filter(({ type }) => type === 'billing.entitlements.changed')
      .at(-1);
    expect(told?.data).toMatchObject({
      features: {
        integrations: { enabled: false, reason: { code: 'billing.payment_overdue' } },
        seats: { enabled: false, limit: '5' },
      },
    });
  });

  test('ends a grant at its expiry, and tells of the entitlements alone', async () => {
    const tenantId = await aTenantWith({ kind: 'PLAN', plan: aPlan('team'), quantity: 0, subscription: null });
    await database.inTenant(tenantId, async (tx) => {
      await insertGrant(tx, aGrant({ id: crypto.randomUUID(), grantedAt: NOON, expiresAt: inDays(2) }));
      await openAccount(tx, tenantId, inDays(1));
    });
    const before = await verdicts(tenantId);
    expect(await dueOf(tenantId)).toEqual([`${BOUNDARY} ${inDays(2).toISOString()}`]);
    await fire(tenantId, inDays(2));
    const limits = (await toldBy(database, tenantId)).flatMap(
      ({ data }) => (data['features'] as { machines: { limit: string } } | undefined)?.machines.limit ?? [],
    ); // written by settle
    expect(limits).toEqual(['0', '25', '35', '25']);
    expect(await verdicts(tenantId)).toEqual(before);
  });
});
