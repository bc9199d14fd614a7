import { newTenantId } from '@bailiwick/database/testing';
import { Refusal, orRefuse } from '@bailiwick/decision';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { carryOut, openAccount } from '../src/change-account.js';
import { boundaryRule } from '../src/clock.js';
import { decideTrial } from '../src/domain/trial.js';
import { MANUAL } from '../src/provider/manual.js';
import { BOUNDARY } from '../src/settle.js';
import { findAccount } from '../src/store/account.js';
import { aPlan, inDays, NOON } from './builders.js';
import { openBilling, toldBy } from './database.js';

type Database = Awaited<ReturnType<typeof openBilling>>;

let database: Database;
beforeAll(async () => {
  database = await openBilling();
});
afterAll(() => database.close());

const startTrial = (tenantId: string): Promise<string> =>
  database
    .inTenant(tenantId, async (tx) => {
      const account = await openAccount(tx, tenantId, NOON);
      const order = orRefuse(decideTrial(account.facts, aPlan('team'), null, NOON));
      await carryOut(tx, account, order, MANUAL, { tenantId, now: NOON, cause: 'CHANGE' });
      return 'started';
    })
    .catch((error: unknown) => {
      if (error instanceof Refusal) return error.refused.code;
      throw error;
    });

const readinessVersions = async (tenantId: string) =>
  (await toldBy(database, tenantId))
    .filter(({ type }) => type === 'billing.readiness.changed')
    .map(({ data }) => data['version']);

describe('one account, changed by many at once', () => {
  test('starts one trial of forty', async () => {
    const tenantId = newTenantId();
    const answers = await Promise.all(Array.from({ length: 40 }, () => startTrial(tenantId)));
    expect(answers.filter((answer) => answer === 'started')).toHaveLength(1);
    expect(new Set(answers)).toEqual(new Set(['started', 'billing.already_subscribed']));
    expect((await database.inTenant(tenantId, findAccount)).facts.subscriptions).toHaveLength(1);
    expect(await readinessVersions(tenantId)).toEqual([1, 2]);
  });

  test('crosses a boundary once, however many look at it', async () => {
    const tenantId = newTenantId();
    await startTrial(tenantId);
    const look = () =>
      database.inSystem('clock', (tx) =>
        database.enterTenant(tx, tenantId, (tenantTx) =>
          boundaryRule.fire({ tenantId, kind: BOUNDARY, subject: tenantId, dueAt: inDays(14) }, tenantTx, inDays(14)),
        ),
      );
    await Promise.all(Array.from({ length: 20 }, look));
    expect(await readinessVersions(tenantId)).toEqual([1, 2, 3]);
    const lines = await database.inTenant(tenantId, (tx) =>
      tx.selectFrom('subscription_transition').select('to_state').orderBy('number').execute(),
    );
    expect(lines.map(({ to_state: state }) => state)).toEqual(['TRIALING', 'GRACE']);
  });
});

describe('the history of a subscription', () => {
  test('cannot be rewritten by the application', async () => {
    const tenantId = newTenantId();
    await startTrial(tenantId);
    await expect(
      database.inTenant(tenantId, (tx) => tx.deleteFrom('subscription_transition').execute()),
    ).rejects.toThrow('permission denied');
    await expect(
      database.inTenant(tenantId, (tx) => tx.updateTable('grace_extension').set({ justification: 'x' }).execute()),
    ).rejects.toThrow('permission denied');
  });
});
