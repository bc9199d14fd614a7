import { parseArgs } from 'node:util';
import { readConfig, settingsHelp, settingsOf } from '@bailiwick/config';
import { beginHistory, type BegunHistory } from '@bailiwick/database';
import { explain } from '@bailiwick/subgraph-host';
import { restoredSettings } from './database-settings.js';
import { domainNamed, NAMES, UnknownDomain } from './named-domain.js';

const HELP = `npm run restored -- DOMAIN

Says that a domain's database was restored from a backup, or is a copy: its service refuses to start before that. From then
on whoever reads its events starts from a snapshot, instead of continuing where the old database was. Run it after
npm run migrate and before the service, also when a server was set back in a way that nothing can notice, such as a
snapshot of its disk. DOMAIN is ${NAMES}. A repeat does no harm. Settings come from the environment:

${settingsHelp(settingsOf(restoredSettings))}`;

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
    const { MIGRATION_DATABASE_URL } = readConfig(restoredSettings, process.env);
    process.stdout.write(reportOf(domain.name, await beginHistory({ url: MIGRATION_DATABASE_URL, domain })));
    return 0;
  } catch (error) {
    process.stderr.write(`Nothing was changed: ${error instanceof UnknownDomain ? error.message : explain(error)}\n`);
    return 1;
  }
}

function reportOf(name: string, { renumbered, newestAt }: BegunHistory): string {
  const until =
    newestAt === null ? 'It knows of no event.' : `The newest event that it knows of is of ${newestAt.toISOString()}.`;
  return `${name}: a new history begins; ${renumbered} events were moved before it. ${until}
What was changed after that is gone, and what was taken away after that is back: look at it before you start the service
(docs/operate.md, "Back to an older point").
`;
}
