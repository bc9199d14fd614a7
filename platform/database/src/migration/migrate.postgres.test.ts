import { readdirSync } from 'node:fs';
import pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { aDomain, aFolder, NOTES } from '../../test/builders.js';
import { asSuperuser } from '../../test/server.js';
import { DatabaseUnavailable, MigrationMismatch } from '../errors.js';
import { createFreshDatabase, testServer } from '../testing/index.js';
import type { FreshDatabase } from '../testing/index.js';
import { loginOf, migrate } from './migrate.js';

const server = testServer() ?? '';
let fresh: FreshDatabase;
beforeAll(async () => void (fresh = await createFreshDatabase(server, 'notes')));

async function asOwner(text: string, database: FreshDatabase = fresh): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  return (await client.query<Record<string, unknown>>(text).finally(() => client.end())).rows;
}

/** The platform's own, and the one of the notes. */
const FILES = readdirSync(new URL('../../migrations/', import.meta.url)).length + 1;

describe('migrating', () => {
  test('runs each file once, also when four do it at the same time', async () => {
    const runs = await Promise.all(
      [1, 2, 3, 4].map(() => migrate({ url: fresh.ownerUrl, domain: NOTES, appRole: fresh.appRole })),
    );
    expect(runs.map((names) => names.length).sort()).toEqual([0, 0, 0, FILES]);
    expect(await asOwner('select count(*)::int as count from notes.migration_history')).toEqual([{ count: FILES }]);
  });

  test('refuses a changed file and a missing one', async () => {
    const database = await createFreshDatabase(server, 'notes');
    const folder = aFolder();
    const run = (files: Record<string, string>) =>
      migrate({ url: database.ownerUrl, domain: aDomain(files, folder), appRole: database.appRole });
    await run({ '0001_a.sql': 'select 1;' });
    await expect(run({ '0001_a.sql': 'select 2;' })).rejects.toThrow(MigrationMismatch);
    await expect(run({})).rejects.toThrow('its file is missing');
  });

  test('undoes a file that fails, keeps those before it, and goes on from there', async () => {
    const database = await createFreshDatabase(server, 'notes');
    const folder = aFolder();
    const run = (second: string) =>
      migrate({
        url: database.ownerUrl,
        domain: aDomain({ '0001_a.sql': 'create type a as (x int);', '0002_b.sql': second }, folder),
        appRole: database.appRole,
      });
    await expect(run('create type b as (x int); select 1/0;')).rejects.toThrow(
      '0002_b.sql (domain) of notes failed and was rolled back: division by zero',
    );
    expect(
      await asOwner("select to_regtype('notes.a') is not null as a, to_regtype('notes.b') is not null as b", database),
    ).toEqual([{ a: true, b: false }]);
    expect(await run('create type b as (x int);')).toEqual(['0002_b.sql']);
  });

  test("takes the roles' rights from a login that would hold them without becoming one", async () => {
    const database = await createFreshDatabase(server, 'notes');
    await asSuperuser(database, 'drop role if exists notes_heir', 'create role notes_heir login inherit');
    await asSuperuser(database, 'grant notes_heir to notes_owner with admin option');
    await migrate({ url: database.ownerUrl, domain: NOTES, appRole: 'notes_heir' });
    const reach = "select has_table_privilege('notes_heir', 'notes.note', 'select') as reach";
    expect(await asOwner(reach, database)).toEqual([{ reach: false }]);
  });

  test('says what to do about a login that is not there, and about a server that is not there', async () => {
    const database = await createFreshDatabase(server, 'notes');
    await expect(migrate({ url: database.ownerUrl, domain: NOTES, appRole: 'nobody_app' })).rejects.toThrow(
      'There is no role nobody_app. Create it',
    );
    await expect(migrate({ url: 'postgres://x@127.0.0.1:1/x', domain: NOTES, appRole: 'x' })).rejects.toThrow(
      DatabaseUnavailable,
    );
  });
});

test("the application's login is the user of its URL", () => {
  expect(loginOf('postgres://billing%40app:secret@db/billing')).toBe('billing@app');
  expect(() => loginOf('postgres://db/billing')).toThrow('names no user');
});
