import { randomUUID } from 'node:crypto';
import { newTenantId, openFreshPostgres, testServer } from '@bailiwick/database/testing';
import { sql, type Database, type TenantTransaction } from '@bailiwick/database';
import { beforeAll, describe, expect, test } from 'vitest';
import { credentials } from '../src/index.js';
import { insertCredential } from '../src/store/credential.js';
import { insertMachineIdentity } from '../src/store/machine-identity.js';
import { readPosture } from '../src/store/posture.js';
import type { CredentialsTables } from '../src/store/tables.js';
import { aCredential, aMachine, days, NOON } from './builders.js';
import { countAll } from './count-all.js';

type Tx = TenantTransaction<CredentialsTables>;

let database: Database<CredentialsTables>;
beforeAll(async () => {
  database = await openFreshPostgres<CredentialsTables>(testServer() ?? '', credentials);
  return () => database.close();
});

const issue = (tx: Tx) =>
  insertCredential(tx, aCredential({ id: randomUUID(), createdAt: NOON, reference: randomUUID().slice(0, 8) }), []);

async function openTenant(): Promise<string> {
  const tenantId = newTenantId();
  await database.inTenant(tenantId, async (tx) => {
    await insertMachineIdentity(tx, aMachine(), []);
    await issue(tx);
  });
  return tenantId;
}

describe('transactions that change the same count at once', () => {
  test('do not wait for each other, and none is lost or counted without having happened', async () => {
    const tenantId = await openTenant();
    const all = 4;
    let inside = 0;
    let open: () => void = () => undefined;
    const everybody = new Promise<void>((resolve) => (open = resolve));
    const held = async (index: number) =>
      database.inTenant(tenantId, async (tx) => {
        await issue(tx);
        inside += 1;
        if (inside === all) open();
        await everybody; // whoever waited for a count that another holds would never come so far
        if (index === 0) throw new Error('undone');
      });
    const ended = await Promise.allSettled(Array.from({ length: all }, (_, index) => held(index)));
    expect(ended.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
    await database.inTenant(tenantId, async (tx) => {
      expect(await readPosture(tx, NOON)).toMatchObject({ total: 4 });
      expect(await readPosture(tx, NOON)).toEqual((await countAll(tx, NOON))[1]);
    });
  });

  test('leave no more slots than there were of them, however often they come', async () => {
    const tenantId = await openTenant();
    for (let round = 0; round < 5; round += 1)
      await Promise.all(Array.from({ length: 3 }, () => database.inTenant(tenantId, issue)));
    const slots = await database.inTenant(tenantId, (tx) => tx.selectFrom('credential_count').selectAll().execute());
    expect(slots.length).toBeLessThanOrEqual(3);
  });
});

describe('a use', () => {
  test('touches no count, but for the first', async () => {
    const tenantId = await openTenant();
    const use = (at: Date) =>
      database.inTenant(tenantId, async (tx) => {
        await tx
          .updateTable('credential')
          .set({ uses: sql<string>`uses + 1`, last_used_at: at })
          .execute();
        const { rows } = await sql<{ touched: string }>`
          select count(*) as touched from credential_count where xmin::text = pg_current_xact_id()::text`.execute(tx);
        return Number(rows[0]?.touched);
      });
    expect(await use(NOON)).toBe(2);
    expect(await use(days(1))).toBe(0);
  });
});
