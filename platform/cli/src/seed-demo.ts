import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seedMachines, type CredentialsTables } from '@bailiwick/credentials';
import type { Embedded } from '@bailiwick/database';
import { keyFilePath, loadKeys } from '@bailiwick/keys';
import type { DemoPlan } from '@bailiwick/subgraph-host';
import { DOMAINS } from './domains.js';
import { keyDirectory } from './key-files.js';

/** Lets every domain fill in its share of the demo, and keeps the machines' keys where only their owner can read them. */
export async function seedDemo(embedded: Embedded, demo: DemoPlan, dataDir: string, now: Date): Promise<void> {
  for (const domain of Object.values(DOMAINS)) await domain.seed(embedded, demo, now);
  const { peppers } = loadKeys(
    { file: keyFilePath(keyDirectory(dataDir), 'credentials') },
    { workload: 'credentials', now },
  );
  const machines = await seedMachines(embedded.database<CredentialsTables>('credentials'), demo, now, peppers);
  writeFileSync(join(dataDir, 'demo-credentials.json'), `${JSON.stringify(machines, null, 2)}\n`, { mode: 0o600 });
}
