import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { asOwner, newTenantId, openTestDatabase } from '@bailiwick/database/testing';
import { expect, test } from 'vitest';
import { CREDENTIAL_STATES, type Credential } from '../src/domain/credential.js';
import { decideSleep } from '../src/domain/dormancy.js';
import { credentials } from '../src/index.js';
import { insertCredential } from '../src/store/credential.js';
import { CREDENTIAL_SLEEPS } from '../src/store/dormancy.js';
import { insertMachineIdentity } from '../src/store/machine-identity.js';
import type { CredentialsTables } from '../src/store/tables.js';
import { aCredential, aMachine, NOON } from './builders.js';

const MIGRATION = readFileSync(new URL('../migrations/0083_sleep.sql', import.meta.url), 'utf8');

test('a credential of before the clock looked at it is looked at within a day, and exactly those that can fall asleep', async () => {
  const database = await openTestDatabase<CredentialsTables>(credentials);
  const tenantId = newTenantId();
  const kinds = [...CREDENTIAL_STATES.map((state) => ({ state })), { kind: 'FEDERATED_OIDC' as const }];
  const made: readonly Credential[] = kinds.map((each, index) =>
    aCredential({ ...each, id: randomUUID(), reference: `Reference${String(index)}` }),
  );
  await database.inTenant(tenantId, async (tx) => {
    await insertMachineIdentity(tx, aMachine(), []);
    for (const credential of made) await insertCredential(tx, credential, []);
  });
  const look = () =>
    database.inTenant(tenantId, (tx) =>
      tx.selectFrom('due').select(['subject', 'due_at']).where('kind', '=', CREDENTIAL_SLEEPS).execute(),
    );
  expect(await look()).toEqual([]);

  const before = Date.now();
  await asOwner(database, tenantId, ...MIGRATION.split(';\n').filter((each) => each.trim() !== ''));
  const looks = await look();
  const mayFallAsleep = made.filter((credential) => decideSleep(credential, { dormantAfterDays: 90 }, NOON) !== null);
  expect(looks.map(({ subject }) => subject).sort()).toEqual(mayFallAsleep.map(({ id }) => id).sort());
  expect(mayFallAsleep.length).toBeGreaterThan(2);
  for (const { due_at: dueAt } of looks) {
    expect(dueAt.getTime()).toBeGreaterThan(before - 60_000);
    expect(dueAt.getTime()).toBeLessThan(before + 86_400_000 + 60_000);
  }
});
