import { parseArgs } from 'node:util';
import { readConfig, settingsHelp, settingsOf } from '@bailiwick/config';
import { loginOf, migrate } from '@bailiwick/database';
import { explain } from '@bailiwick/subgraph-host';
import { migrationSettings } from './database-settings.js';
import { domainNamed, NAMES, UnknownDomain } from './named-domain.js';

const HELP = `npm run migrate -- DOMAIN

Brings one domain's PostgreSQL database to this version. Run it before starting the new version of the service. DOMAIN is
${NAMES}. Settings come from the environment:

${settingsHelp(settingsOf(migrationSettings))}`;

process.exitCode = await run();

async function run(): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' } },
    });
    if (values.help === true) {
      process.stdout.write(HELP);
      return 0;
    }
    const domain = domainNamed(positionals[0]);
    const config = readConfig(migrationSettings, process.env);
    const ran = await migrate({ url: config.MIGRATION_DATABASE_URL, domain, appRole: loginOf(config.DATABASE_URL) });
    process.stdout.write(
      ran.length === 0 ? `${domain.name} is up to date.\n` : `${domain.name}: applied ${ran.join(', ')}.\n`,
    );
    return 0;
  } catch (error) {
    process.stderr.write(`Nothing was migrated: ${error instanceof UnknownDomain ? error.message : explain(error)}\n`);
    return 1;
  }
}
