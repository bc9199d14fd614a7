import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { aDomain, aFolder, NOTES, SILENT } from '../../test/builders.js';
import type { NoteTables } from '../../test/builders.js';
import { runAside } from '../../test/aside.js';
import { DataDirectoryLocked, DatabaseUnavailable, IsolationBroken, MigrationMismatch } from '../errors.js';
import { newTenantId } from '../testing/index.js';
import { openEmbedded } from './open.js';
import type { EmbeddedOptions } from './open.js';

// Each test starts a database or two, on machines that do other things too.
vi.setConfig({ testTimeout: 60_000 });

const open = (dataDir: string, options: Partial<EmbeddedOptions> = {}) =>
  openEmbedded({ dataDir, domains: [NOTES], log: SILENT, ...options });
const KEPT_BY = '00000000-0000-4000-8000-000000000001';

async function textsIn(dataDir: string, tenant: string): Promise<readonly string[]> {
  const embedded = await open(dataDir);
  const notes = await embedded
    .database<NoteTables>('notes')
    .inTenant(tenant, (tx) => tx.selectFrom('note').select('text').execute());
  await embedded.close();
  return notes.map(({ text }) => text);
}

describe('the embedded database', () => {
  test('is made once, seeded once, and keeps its rows', async () => {
    const dataDir = aFolder();
    const tenant = newTenantId();
    const seed: EmbeddedOptions['seed'] = async (embedded) => {
      await embedded
        .database<NoteTables>('notes')
        .inTenant(tenant, (tx) => tx.insertInto('note').values({ text: 'seed' }).execute());
    };
    for (const isNew of [true, false]) {
      const embedded = await open(dataDir, { seed });
      expect(embedded.isNew).toBe(isNew);
      await embedded.close();
    }
    expect(await textsIn(dataDir, tenant)).toEqual(['seed']);
  });

  test('is made anew when a crash left a half-made one', async () => {
    const dataDir = aFolder();
    mkdirSync(join(dataDir, 'database/cluster'), { recursive: true });
    writeFileSync(join(dataDir, 'database/cluster/PG_VERSION'), 'half');
    const embedded = await open(dataDir);
    expect(embedded.isNew).toBe(true);
    await embedded.close();
  });

  test('is made anew when its seed failed', async () => {
    const dataDir = aFolder();
    await expect(open(dataDir, { seed: () => Promise.reject(new Error('no seed')) })).rejects.toThrow('no seed');
    expect(existsSync(join(dataDir, 'database.lock'))).toBe(false);
    const embedded = await open(dataDir);
    expect(embedded.isNew).toBe(true);
    await embedded.close();
  });

  test('refuses statements once it is closed, and closes twice', async () => {
    const embedded = await open(aFolder());
    await embedded.close();
    await embedded.close();
    await expect(embedded.database('notes').ping()).rejects.toThrow(DatabaseUnavailable);
  });

  test('has only the domains that it was opened with', async () => {
    const embedded = await open(aFolder());
    expect(() => embedded.database('billing')).toThrow('without the domain billing');
    await embedded.close();
  });

  test('refuses a changed migration, and gives the directory back', async () => {
    const dataDir = aFolder();
    const folder = aFolder();
    await (await open(dataDir, { domains: [aDomain({ '0001_a.sql': 'create type a as (x int);' }, folder)] })).close();
    const changed = aDomain({ '0001_a.sql': 'create type a as (y int);' }, folder);
    await expect(open(dataDir, { domains: [changed] })).rejects.toThrow(MigrationMismatch);
    expect(existsSync(join(dataDir, 'database.lock'))).toBe(false);
  });

  test('does not start on a schema that isolates nobody', async () => {
    const domain = aDomain({ '0001_open.sql': 'create table open (id int primary key);' });
    await expect(open(aFolder(), { domains: [domain] })).rejects.toThrow(IsolationBroken);
  });
});

describe('another process', () => {
  test('is named when it has the directory open, and its rows are there after it was killed', async () => {
    const dataDir = aFolder();
    const other = await runAside('test/hold-lock.mjs', [dataDir, 'always'], 'open');
    const refused = await open(dataDir).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(DataDirectoryLocked);
    expect(String(refused)).toContain(`in use by process ${other.pid}`);
    await other.kill();
    expect(await textsIn(dataDir, KEPT_BY)).toEqual(['kept']);
  });

  test('that was killed during the first start leaves nothing to stumble over', async () => {
    const dataDir = aFolder();
    const other = await runAside('test/hold-lock.mjs', [dataDir, 'while-seeding'], 'seeding');
    await other.kill();
    const embedded = await open(dataDir);
    expect(embedded.isNew).toBe(true);
    await embedded.close();
  });
});
