import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { access, type AccessTables } from '@bailiwick/access';
import { billing, type BillingTables } from '@bailiwick/billing';
import { seedMachines, type CredentialsTables } from '@bailiwick/credentials';
import type { Embedded } from '@bailiwick/database';
import { identity, type IdentityTables } from '@bailiwick/identity';
import { keyFilePath, loadKeys } from '@bailiwick/keys';
import type { DemoPlan } from '@bailiwick/subgraph-host';
import { keyDirectory } from './key-files.js';

/** Lets every domain fill in its share of the demo, and keeps the machines' keys where only their owner can read them. */
export async function seedDemo(embedded: Embedded, demo: DemoPlan, dataDir: string, now: Date): Promise<void> {
  await identity.seed?.(embedded.database<IdentityTables>('identity'), demo, now);
  await billing.seed?.(embedded.database<BillingTables>('billing'), demo, now);
  await access.seed?.(embedded.database<AccessTables>('access'), demo, now);
  const { peppers } = loadKeys(
    { file: keyFilePath(keyDirectory(dataDir), 'credentials') },
    { workload: 'credentials', now },
  );
  const machines = await seedMachines(embedded.database<CredentialsTables>('credentials'), demo, now, peppers);
  writeFileSync(join(dataDir, 'demo-credentials.json'), `${JSON.stringify(machines, null, 2)}\n`, { mode: 0o600 });
}
