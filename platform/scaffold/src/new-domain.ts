import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { applyPlan } from './apply.js';
import { namesOf, nounOf } from './names.js';
import { NoPlan, planDomain, type Plan } from './plan.js';
import { refresh, RefreshFailed } from './refresh.js';
import { describePlan, nextSteps } from './report.js';
import { readRepository } from './repository.js';

const HELP = `npm run new:domain -- NAME [--noun NOUN] [--port N] [--dry-run]

Adds a domain to the platform: a subgraph with a schema, a rule, a store, migrations, a subscription and their tests,
registered everywhere, composed into the graph, and green. docs/extending.md walks through what it makes.

  NAME        what it is called: 2 to 30 lower-case letters, such as reporting
  --noun NOUN what it keeps (default: NAME without -ing or -s; say it where that is no word)
  --port N    where it listens (default: the first one after the others)
  --dry-run   says what would be written, and writes nothing

It writes all or nothing, fetches nothing, and exits with 1 when it wrote nothing.
`;

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

process.exitCode = await run();

async function run(): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        noun: { type: 'string' },
        port: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
      },
    });
    const [name] = positionals;
    if (values.help) return say(HELP);
    if (name === undefined || positionals.length > 1) throw new NoPlan('Say one name: npm run new:domain -- reporting');
    const port = values.port === undefined ? null : Number(values.port);
    const plan = await planDomain(readRepository(ROOT), namesOf(name, values.noun ?? nounOf(name)), port);
    if (values['dry-run']) return say(`${describePlan(plan)}\nNothing was written: this was a dry run.\n`);
    return carryOut(plan);
  } catch (error) {
    const isExpected = error instanceof NoPlan || error instanceof RefreshFailed || error instanceof TypeError;
    process.stderr.write(`Nothing was written. ${isExpected ? error.message : String(error)}\nMore with --help.\n`);
    return 1;
  }
}

function carryOut(plan: Plan): number {
  const { undo } = applyPlan(ROOT, plan);
  try {
    refresh(ROOT);
    return say(`${describePlan(plan)}\n${nextSteps(plan)}`);
  } catch (error) {
    undo();
    throw error;
  }
}

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}
