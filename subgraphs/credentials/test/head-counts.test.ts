import { newTenantId, openTestDatabase } from '@bailiwick/database/testing';
import type { Database, TenantTransaction } from '@bailiwick/database';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Credential } from '../src/domain/credential.js';
import { credentials } from '../src/index.js';
import { insertCredential } from '../src/store/credential.js';
import { insertMachineIdentity } from '../src/store/machine-identity.js';
import { readAttentionCounts, readOwnershipHealth, readPosture } from '../src/store/posture.js';
import type { CredentialsTables } from '../src/store/tables.js';
import { aCredential, aMachine, days, NOON } from './builders.js';
import { countAll } from './count-all.js';
import { carryOut, step } from './head-count-steps.js';
import { walks } from './walks.js';

type Tx = TenantTransaction<CredentialsTables>;

/** One transaction: what it does, and whether it is kept. */
const change = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 5 }),
  isKept: fc.boolean(),
});

class Undo extends Error {}

let database: Database<CredentialsTables>;
beforeAll(async () => {
  database = await openTestDatabase<CredentialsTables>(credentials);
});

describe('whatever is changed, kept or undone, in whatever order', () => {
  test('the kept counts say what counting everything says, now and later', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 3, maxLength: 12 }), async (changes) => {
        const tenantId = newTenantId();
        for (const { steps, isKept } of changes) {
          await database
            .inTenant(tenantId, async (tx) => {
              for (const each of steps) await carryOut(tx, each);
              await compare(tx);
              if (!isKept) throw new Undo();
            })
            .catch((error: unknown) => {
              if (!(error instanceof Undo)) throw error;
            });
          await database.inTenant(tenantId, compare);
        }
      }),
      walks(20),
    );
  }, 180_000);
});

describe('the posture of a tenant', () => {
  const postureOf = (credential: Partial<Credential>) =>
    database.inTenant(newTenantId(), async (tx) => {
      await insertMachineIdentity(tx, aMachine(), []);
      await insertCredential(tx, aCredential(credential), []);
      return readPosture(tx, NOON);
    });

  test.each([
    ['API_KEY', 1],
    ['CLIENT_SECRET', 1],
    ['PRIVATE_KEY_JWT', 0],
    ['FEDERATED_OIDC', 0],
  ] as const)('counts a credential of kind %s as proven by possession alone: %i', async (kind, bearerOnly) => {
    expect(await postureOf({ kind })).toMatchObject({ total: 1, bearerOnly });
  });

  test('measures an agreed rotation from the last one', async () => {
    const agreed = { createdAt: days(-40), rotateEveryDays: 30 };
    expect(await postureOf(agreed)).toMatchObject({ overdueRotation: 1 });
    expect(await postureOf({ ...agreed, rotatedAt: days(-29) })).toMatchObject({ overdueRotation: 0 });
    expect(await postureOf({ ...agreed, rotatedAt: days(-30) })).toMatchObject({ overdueRotation: 1 });
  });
});

async function compare(tx: Tx): Promise<void> {
  for (const now of [NOON, days(4), days(30)]) {
    const kept = [await readOwnershipHealth(tx, now), await readPosture(tx, now), await readAttentionCounts(tx, now)];
    expect(kept).toEqual(await countAll(tx, now));
  }
}
