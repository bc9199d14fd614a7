import { parseArgs } from 'node:util';
import { createLog, readConfig, settingsHelp, settingsOf } from '@bailiwick/config';
import { credentials, measureLists, type CredentialsTables, type MeasuredLists } from '@bailiwick/credentials';
import { openPostgres } from '@bailiwick/database';
import { explain } from '@bailiwick/subgraph-host';
import { z } from 'zod';
import { benchSettings } from './database-settings.js';

const HELP = `npm run bench:lists -- [--times 20]

How long each list, filter and look-up of the credentials domain takes in the largest tenant of a database that
npm run seed:large has filled: as the application's role, below the tenant's row policy, each with its own transaction, from
asking until the rows are here. A list shows a page of fifty. Nothing is changed. Prints, and never passes or fails.

  --times           how often each is asked, after once for the caches

${settingsHelp(settingsOf(benchSettings))}`;

const SLOW_MS = 50;
const SAY_EVERY_MS = 2_000;
const options = z.object({ times: z.coerce.number().int().min(1).max(1_000).default(20) });

process.exitCode = await run();

async function run(): Promise<number> {
  try {
    const { values } = parseArgs({
      options: { times: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help === true) {
      process.stdout.write(HELP);
      return 0;
    }
    const { times } = readConfig(options, { ...values, help: undefined });
    print(await measure(times), times);
    return 0;
  } catch (error) {
    process.stderr.write(`The lists were not measured: ${explain(error)}\n`);
    return 1;
  }
}

async function measure(times: number): Promise<MeasuredLists> {
  const { DATABASE_URL: url } = readConfig(benchSettings, process.env);
  const log = createLog('bench-lists', 'error');
  const database = await openPostgres<CredentialsTables>({ url, domain: credentials, log });
  try {
    return await measureLists(database, { now: new Date(), times, measured: everySoOften() });
  } finally {
    await database.close();
  }
}

/** On stderr: what is printed at the end can be kept by itself. */
function everySoOften(): (line: string) => void {
  let saidAt = performance.now();
  return (line) => {
    if (performance.now() - saidAt < SAY_EVERY_MS) return;
    saidAt = performance.now();
    process.stderr.write(`${line}\n`);
  };
}

function print({ cases, exchanges }: MeasuredLists, times: number): void {
  say('');
  say(row('', 'median ms', 'max ms'));
  for (const { name, medianMs, maxMs } of cases) say(row(name, ms(medianMs), ms(maxMs)));
  const slow = cases.filter(({ medianMs }) => medianMs > SLOW_MS).length;
  say(`\n${cases.length} questions, ${times} times each; ${slow} with a median above ${SLOW_MS} ms.\n`);
  say(row('one exchange’s look-up', 'median ms', 'max ms', 'rows read'));
  for (const { credentials: count, slug, medianMs, maxMs, rows } of exchanges)
    say(row(`${slug}, ${count} credentials`, ms(medianMs), ms(maxMs), String(rows)));
}

function row(name: string, ...columns: readonly string[]): string {
  return name.padEnd(56) + columns.map((column) => column.padStart(12)).join('');
}

function ms(count: number): string {
  return count.toFixed(1);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
