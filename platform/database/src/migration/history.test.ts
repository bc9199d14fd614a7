import { describe, expect, test } from 'vitest';
import { aDomain } from '../../test/builders.js';
import { MigrationMismatch } from '../errors.js';
import { readMigrations } from './files.js';
import type { Migration } from './files.js';
import { pendingMigrations } from './history.js';

const file = (name: string, checksum = 'same', origin: Migration['origin'] = 'domain'): Migration => ({
  origin,
  name,
  checksum,
  sql: '',
});
const pending = (files: readonly Migration[], applied: readonly Migration[]) =>
  pendingMigrations('notes', files, applied);

describe('what is left to migrate', () => {
  test('is what was not applied, in order', () => {
    const files = [file('0001_a.sql'), file('0002_b.sql'), file('0003_c.sql')];
    expect(pending(files, files.slice(0, 1))).toEqual(files.slice(1));
    expect(pending(files, files)).toEqual([]);
  });

  test("may be a platform migration after the domain's own", () => {
    const platform = file('0002_p.sql', 'same', 'platform');
    expect(pending([platform, file('0009_d.sql')], [file('0009_d.sql')])).toEqual([platform]);
  });

  test('is refused when an applied file was changed, is missing, or comes before an applied one', () => {
    const refused = (files: readonly Migration[], applied: readonly Migration[], sentence: string) => {
      expect(() => pending(files, applied)).toThrow(MigrationMismatch);
      expect(() => pending(files, applied)).toThrow(sentence);
    };
    refused(
      [file('0001_a.sql', 'other')],
      [file('0001_a.sql')],
      '0001_a.sql of notes was changed after it was applied',
    );
    refused([], [file('0001_a.sql')], 'its file is missing');
    refused([file('0001_a.sql'), file('0002_b.sql')], [file('0002_b.sql')], 'Give it the next number');
  });
});

describe("a domain's migration files", () => {
  test("come after the platform's, in the order of their numbers", () => {
    const names = readMigrations(aDomain({ '0002_b.sql': '', '0001_a.sql': '', 'README.md': '' })).map(
      ({ origin, name }) => `${origin} ${name}`,
    );
    expect(names.slice(-2)).toEqual(['domain 0001_a.sql', 'domain 0002_b.sql']);
    expect(names[0]).toBe('platform 0001_tenant_isolation.sql');
  });

  test('have the same checksum whatever the line ends', () => {
    const checksum = (sql: string) => readMigrations(aDomain({ '0001_a.sql': sql })).at(-1)?.checksum;
    expect(checksum('a\r\nb')).toBe(checksum('a\nb'));
    expect(checksum('a\nb')).not.toBe(checksum('a\nc'));
  });

  test.each([
    ['two with one number', { '0001_a.sql': '', '0001_b.sql': '' }, 'have the number 0001'],
    ['a name without a number', { 'a.sql': '' }, 'is not named like'],
  ])('are refused with %s', (_what, files, sentence) => {
    expect(() => readMigrations(aDomain(files))).toThrow(sentence);
  });
});
