import { sql } from 'kysely';
import pg from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { NOTES, SILENT } from '../../test/builders.js';
import type { NoteTables } from '../../test/builders.js';
import { DatabaseUnavailable, IsolationBroken, MigrationMismatch, NotMigrated } from '../errors.js';
import { migrate } from '../migration/migrate.js';
import { createFreshDatabase, newTenantId, testServer } from '../testing/index.js';
import type { FreshDatabase } from '../testing/index.js';
import type { Database } from '../types.js';
import { openPostgres } from './open.js';

const server = testServer() ?? '';
const opened: Database<NoteTables>[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((database) => database.close()));
});

async function open(url: string, poolSize = 2): Promise<Database<NoteTables>> {
  const database = await openPostgres<NoteTables>({ url, domain: NOTES, log: SILENT, poolSize });
  opened.push(database);
  return database;
}

async function migrated(): Promise<FreshDatabase> {
  const fresh = await createFreshDatabase(server, 'notes');
  await migrate({ url: fresh.ownerUrl, domain: NOTES, appRole: fresh.appRole });
  return fresh;
}

async function asSuperuser(database: FreshDatabase, ...statements: readonly string[]): Promise<void> {
  const url = new URL(server);
  url.pathname = new URL(database.ownerUrl).pathname;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

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

describe('opening is refused', () => {
  const refusal = async (database: FreshDatabase) => open(database.appUrl).catch((error: unknown) => error);

  test('without a server, and without the database, in words', async () => {
    await expect(open('postgres://app:secret@127.0.0.1:1/notes')).rejects.toThrow(DatabaseUnavailable);
    await expect(open('postgres://app:secret@127.0.0.1:1/notes')).rejects.not.toThrow('secret');
    const missing = new URL(server);
    missing.pathname = '/nowhere';
    await expect(open(missing.href)).rejects.toThrow(DatabaseUnavailable);
  });

  test('before the migrations ran, and when one is missing', async () => {
    const fresh = await createFreshDatabase(server, 'notes');
    expect(await refusal(fresh)).toBeInstanceOf(NotMigrated);
    await migrate({ url: fresh.ownerUrl, domain: NOTES, appRole: fresh.appRole });
    await asSuperuser(fresh, "delete from notes.migration_history where name = '0001_note.sql'");
    expect(String(await refusal(fresh))).toMatch(/^NotMigrated: .* lacks 0001_note\.sql\. Run "npm run migrate"/);
  });

  test('when an applied migration was changed', async () => {
    const fresh = await migrated();
    await asSuperuser(fresh, "update notes.migration_history set checksum = 'x' where name = '0001_note.sql'");
    expect(await refusal(fresh)).toBeInstanceOf(MigrationMismatch);
  });

  test('when the login was not granted the roles', async () => {
    const fresh = await migrated();
    await asSuperuser(fresh, 'drop role if exists notes_stranger', 'create role notes_stranger login noinherit');
    const url = new URL(fresh.appUrl);
    url.username = 'notes_stranger';
    expect(String(await refusal({ ...fresh, appUrl: url.href }))).toMatch(
      /^NotMigrated: .* may not become notes_declare/,
    );
  });

  test('when a table lost its isolation', async () => {
    const fresh = await migrated();
    await asSuperuser(fresh, 'alter table notes.note no force row level security');
    expect(await refusal(fresh)).toBeInstanceOf(IsolationBroken);
  });

  test.each([
    ['is a superuser', 'superuser', 'is a superuser'],
    ['bypasses row level security', 'bypassrls noinherit', 'bypasses row level security'],
    ['may create roles', 'createrole noinherit', 'may create roles'],
    ['inherits the roles', 'inherit', 'without taking a role: make it noinherit'],
  ])('when the login %s', async (_what, attributes, sentence) => {
    const fresh = await migrated();
    const login = `notes_${attributes.split(' ')[0] ?? ''}_login`;
    await migrateLogin(fresh, login, attributes);
    const refused = await refusal({ ...fresh, appUrl: fresh.appUrl.replace('notes_app', login) });
    expect(refused).toBeInstanceOf(IsolationBroken);
    expect(String(refused)).toContain(sentence);
  });

  test('when the login owns the schema', async () => {
    const fresh = await migrated();
    await asSuperuser(fresh, `grant notes_tenant, notes_declare to notes_owner`);
    expect(String(await refusal({ ...fresh, appUrl: fresh.ownerUrl }))).toContain('owns the schema');
  });

  async function migrateLogin(fresh: FreshDatabase, login: string, attributes: string): Promise<void> {
    const roles =
      'notes_tenant, notes_declare, notes_feed, notes_clock, notes_consume, notes_directory, notes_membership_of';
    await asSuperuser(
      fresh,
      `drop role if exists ${login}`,
      `create role ${login} login ${attributes}`,
      `grant ${roles} to ${login}`,
    );
  }
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
