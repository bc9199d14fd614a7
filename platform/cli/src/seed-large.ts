import { parseArgs } from 'node:util';
import { createLog, readConfig, settingsHelp, settingsOf } from '@bailiwick/config';
import { credentials, seedLarge, type CredentialsTables, type SeedSize } from '@bailiwick/credentials';
import { loginOf, migrate, openPostgres, refreshStatistics } from '@bailiwick/database';
import { explain } from '@bailiwick/subgraph-host';
import { z } from 'zod';
import { migrationSettings } from './database-settings.js';

const HELP = `npm run seed:large -- [--tenants 10000] [--identities 100000] [--credentials 300000]

Fills an empty database of the credentials domain, to measure with: one tenant (its slug is seed-huge) with so many
machine identities and credentials, among so many tenants in all, most of which have a handful. The same sizes make the
same rows. Nobody has the secret of any of these credentials. A database that knows a tenant already is refused.

  --tenants         tenants in all, with the huge one
  --identities      machine identities of the huge one
  --credentials     credentials of the huge one

${settingsHelp(settingsOf(migrationSettings))}`;

const count = z.coerce.number().int().min(1).max(10_000_000);
const sizes = z.object({
  tenants: count.default(10_000),
  identities: count.default(100_000),
  credentials: count.default(300_000),
});

process.exitCode = await run();

async function run(): Promise<number> {
  try {
    const option = { type: 'string' } as const;
    const options = { tenants: option, identities: option, credentials: option };
    const { values } = parseArgs({ options: { ...options, help: { type: 'boolean', short: 'h' } } });
    if (values.help === true) {
      process.stdout.write(HELP);
      return 0;
    }
    await seed(readConfig(sizes, { ...values, help: undefined }));
    return 0;
  } catch (error) {
    process.stderr.write(`The database was not seeded: ${explain(error)}\n`);
    return 1;
  }
}

async function seed(size: SeedSize): Promise<void> {
  const { DATABASE_URL: url, MIGRATION_DATABASE_URL: ownerUrl } = readConfig(migrationSettings, process.env);
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  await migrate({ url: ownerUrl, domain: credentials, appRole: loginOf(url) });
  const log = createLog('seed-large', 'error');
  const database = await openPostgres<CredentialsTables>({ url, domain: credentials, log });
  try {
    const made = await seedLarge(database, size, new Date(), say);
    say(`${made.tenants} tenants, ${made.identities} machine identities, ${made.credentials} credentials.`);
  } finally {
    await database.close();
  }
  say('Vacuuming, so that the planner knows what is there …');
  await refreshStatistics({ url: ownerUrl, domain: credentials });
  say('Done.');
}
