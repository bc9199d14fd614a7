import { openEmptyTestDatabase } from '@bailiwick/database/testing';
import { expect, test } from 'vitest';
import { credentials } from '../src/index.js';
import { isTerminal, isUsable } from '../src/domain/credential.js';
import { seedLarge } from '../src/seed/large/seed.js';
import { listCredentials } from '../src/store/credential-page.js';
import { findTenantId } from '../src/store/directory.js';
import type { CredentialsTables } from '../src/store/tables.js';

const NOW = new Date('2026-11-21T12:00:00Z');

test('a large seed satisfies the rules that everybody’s rows do, and refuses a database that knows a tenant', async () => {
  const database = await openEmptyTestDatabase<CredentialsTables>(credentials);
  const said: string[] = [];
  const made = await seedLarge(database, { tenants: 3, identities: 40, credentials: 110 }, NOW, (line) =>
    said.push(line),
  );
  expect(made).toEqual({ tenants: 3, identities: 40 + 200 + 141, credentials: 110 + 600 + 423 });
  expect(said.at(-1)).toContain('1,133 of 1,133 credentials (100 %)');

  const huge = (await database.inSystem('directory', (tx) => findTenantId(tx, 'seed-huge'))) ?? '';
  const rows = await database.inTenant(huge, (tx) => listCredentials(tx, {}, NOW, null, 100));
  expect(rows).toHaveLength(100);
  const planned = await database.inTenant(huge, (tx) => tx.selectFrom('due').select(['subject', 'due_at']).execute());
  const ends = new Map(planned.map((due) => [due.subject, due.due_at]));
  for (const credential of rows) {
    const isOver = credential.expiresAt <= NOW;
    expect(isOver && isUsable(credential.state)).toBe(false);
    if (!isOver && !isTerminal(credential.state)) expect(ends.get(credential.id)).toEqual(credential.expiresAt);
  }
  await expect(seedLarge(database, made, NOW, () => undefined)).rejects.toThrow('it holds tenants already');
});
