import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { NoteTables } from '../../test/builders.js';
import { asSuperuser, migrated, openPool as open } from '../../test/server.js';
import pg from 'pg';
import { DatabaseUnavailable } from '../errors.js';
import { newTenantId } from '../testing/index.js';
import type { Database } from '../types.js';

const settingsOf = (database: Database<NoteTables>) =>
  database.inSystem(
    'clock',
    async (tx) =>
      (
        await sql`select current_user as role, current_setting('bailiwick.tenant_id') as tenant, current_setting('bailiwick.request_id', true) as request`.execute(
          tx,
        )
      ).rows[0],
  );

describe('a pooled connection', () => {
  test('keeps nothing of a transaction that ended, whether well or badly', async () => {
    const database = await open((await migrated()).appUrl, 1);
    await database.inTenant(newTenantId(), () => Promise.resolve(), { requestId: 'one' });
    expect(await settingsOf(database)).toEqual({ role: 'notes_clock', tenant: '', request: '' });
    await database
      .inTenant(newTenantId(), (tx) => sql`select 1/0`.execute(tx), { requestId: 'two' })
      .catch(() => undefined);
    expect(await settingsOf(database)).toEqual({ role: 'notes_clock', tenant: '', request: '' });
  });

  test('keeps nothing of reads that were sent together, whether well or badly', async () => {
    const database = await open((await migrated()).appUrl, 1);
    const divide = (by: number) =>
      database.inTenant(newTenantId(), (tx) => sql`select 1 / ${by}::integer`.execute(tx), { oneRead: true });
    await Promise.allSettled([1, 0, 1, 0].map(divide));
    expect(await settingsOf(database)).toEqual({ role: 'notes_clock', tenant: '', request: null });
    const write = database.inTenant(newTenantId(), (tx) => tx.insertInto('note').values({ text: 'x' }).execute());
    await expect(write).resolves.toBeDefined();
  });

  test('is replaced when the server ends it under reads that were sent together', async () => {
    const fresh = await migrated();
    const database = await open(fresh.appUrl, 1);
    const read = () =>
      database.inTenant(newTenantId(), (tx) => sql`/* prepared: nap */ select pg_sleep(0.3)`.execute(tx), {
        oneRead: true,
      });
    await read();
    const reads = Promise.allSettled([read(), read(), read()]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await asSuperuser(
      fresh,
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'bailiwick-notes' and datname = current_database()",
    );
    const refused = (await reads).map((each) => (each.status === 'rejected' ? String(each.reason) : ''));
    expect(refused).toEqual(Array.from({ length: 3 }, () => expect.stringMatching(/^DatabaseUnavailable/) as unknown));
    await expect(read()).resolves.toBeDefined();
  });

  test('reaches no table outside of a named transaction', async () => {
    const client = new pg.Client({ connectionString: (await migrated()).appUrl });
    await client.connect();
    await expect(client.query('select * from notes.note')).rejects.toThrow('permission denied');
    await client.end();
  });

  test('is replaced when the server ends it in the middle of a transaction', async () => {
    const fresh = await migrated();
    const database = await open(fresh.appUrl, 1);
    const work = database.inTenant(newTenantId(), async (tx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
      await asSuperuser(fresh, `select pg_terminate_backend(${rows[0]?.pid ?? 0})`);
      await sql`select 1`.execute(tx);
    });
    await expect(work).rejects.toThrow(DatabaseUnavailable);
    await expect(database.ping()).resolves.toBeUndefined();
  });

  test('is taken from a transaction that waits for more than five seconds', async () => {
    const database = await open((await migrated()).appUrl, 1);
    const work = database.inTenant(newTenantId(), async (tx) => {
      await new Promise((resolve) => setTimeout(resolve, 5_500));
      await sql`select 1`.execute(tx);
    });
    await expect(work).rejects.toThrow(DatabaseUnavailable);
    await expect(database.ping()).resolves.toBeUndefined();
  });

  test('says whose it is', async () => {
    const database = await open((await migrated()).appUrl);
    const { rows } = await database.inSystem('feed', (tx) =>
      sql`select current_setting('application_name') as name, current_setting('statement_timeout') as timeout`.execute(
        tx,
      ),
    );
    expect(rows).toEqual([{ name: 'bailiwick-notes', timeout: '10s' }]);
  });
});

describe('a full pool', () => {
  test('serves 200 tenants at once over four connections, each its own rows', async () => {
    const database = await open((await migrated()).appUrl, 4);
    const tenants = Array.from({ length: 200 }, newTenantId);
    const seen = await Promise.all(
      tenants.map((tenant) =>
        database.inTenant(tenant, async (tx) => {
          await tx.insertInto('note').values({ text: tenant }).execute();
          return tx.selectFrom('note').select(['text', 'tenant_id']).execute();
        }),
      ),
    );
    expect(seen).toEqual(tenants.map((tenant) => [{ text: tenant, tenant_id: tenant }]));
  });
});
