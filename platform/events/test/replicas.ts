import { migrate, openPostgres, type DomainSource } from '@bailiwick/database';
import { createFreshDatabase, testServer } from '@bailiwick/database/testing';
import type { Tables, TestDatabase } from './builders.js';

/** Several pools on one new PostgreSQL database, as several replicas of a domain have them. */
export async function openReplicas(domain: DomainSource, count: number): Promise<readonly TestDatabase[]> {
  const server = testServer();
  if (server === null) throw new Error('These tests need BAILIWICK_TEST_POSTGRES.');
  const { ownerUrl, appUrl, appRole } = await createFreshDatabase(server, domain.name);
  await migrate({ url: ownerUrl, domain, appRole });
  const log = { error: () => undefined };
  return Promise.all(Array.from({ length: count }, () => openPostgres<Tables>({ url: appUrl, domain, log })));
}

/** A transaction that stays open until it is told to end. */
export async function holdOpen(
  database: TestDatabase,
  tenantId: string,
  work: (tx: Parameters<Parameters<TestDatabase['inTenant']>[1]>[0]) => Promise<void>,
) {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  let committed: Promise<void> = Promise.resolve();
  await new Promise<void>((resolve, reject) => {
    committed = database.inTenant(tenantId, async (tx) => {
      await work(tx);
      resolve();
      await ended;
    });
    committed.catch(reject);
  });
  return async (): Promise<void> => {
    end();
    await committed;
  };
}
