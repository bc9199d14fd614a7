import { describe, expect, test } from 'vitest';
import { NOTES } from '../../test/builders.js';
import { asSuperuser, migrated, openPool as open, server } from '../../test/server.js';
import { DatabaseUnavailable, IsolationBroken, MigrationMismatch, NotMigrated } from '../errors.js';
import { migrate } from '../migration/migrate.js';
import { createFreshDatabase } from '../testing/index.js';
import type { FreshDatabase } from '../testing/index.js';

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
