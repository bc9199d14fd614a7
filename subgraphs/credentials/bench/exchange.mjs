#!/usr/bin/env node
// How many exchanges of an API key one core of credentials makes, and what they are spent on. Prints, and never passes or fails.
import { parseArgs } from 'node:util';
import { exchange, newDatabase, openRig } from './rig.mjs';

const HELP = `usage: npm run bench:exchange -- [--seconds N] [--rounds N] [--at-once N]

One exchange of an API key at credentials, all links, from a warm process on PostgreSQL. Figures are CPU time of this process
(process.cpuUsage), so that what else runs on the machine hardly counts; PostgreSQL's own time is in another process.
  --seconds N   of each round (default 3)
  --rounds N    of which the median counts (default 5)
  --at-once N   exchanges in flight (default 4)`;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '5' },
    'at-once': { type: 'string', default: '4' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const server = process.env.BAILIWICK_TEST_POSTGRES;
if (!server) {
  console.error('bench:exchange needs a PostgreSQL server: it is run by platform/database/bin/with-postgres.mjs.');
  process.exit(2);
}

const atOnce = Number(values['at-once']);
const rig = await openRig(await newDatabase(server), atOnce + 1);
rig.domain.parts.start?.();

/** CPU microseconds of one call, over some seconds of them, several in flight. */
async function measure(work, seconds) {
  let done = 0;
  const until = performance.now() + seconds * 1000;
  const before = process.cpuUsage();
  const statements = rig.database.statements.count;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (performance.now() < until) {
        await work();
        done += 1;
      }
    }),
  );
  const { user, system } = process.cpuUsage(before);
  return { micros: (user + system) / done, statements: (rig.database.statements.count - statements) / done, done };
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
async function rounds(work) {
  await measure(work, 1);
  const all = [];
  for (let n = 0; n < Number(values.rounds); n += 1) all.push(await measure(work, Number(values.seconds)));
  return { micros: median(all.map(({ micros }) => micros)), statements: median(all.map((each) => each.statements)) };
}

const whole = await rounds(() => exchange(rig));
const empty = await rounds(() => rig.database.inTenant(rig.tenantId, () => Promise.resolve()));
const context = await capturedContext();
const mint = await rounds(() => rig.tokens.sign(context, { lifetimeSeconds: 30, includeScope: true }));

async function capturedContext() {
  let seen = null;
  const { sign } = rig.tokens;
  rig.tokens.sign = (given, options) => {
    seen = given;
    return sign(given, options);
  };
  await exchange(rig);
  rig.tokens.sign = sign;
  return seen;
}

const line = (name, micros) => console.log(`${name.padEnd(44)}${micros.toFixed(0).padStart(8)} µs`);
console.log(
  `Node ${process.version}, ${new Date().toISOString().slice(0, 10)}, ${atOnce} at once, median of ${values.rounds} rounds of ${values.seconds} s\n`,
);
line('one exchange, CPU of credentials', whole.micros);
line('  of it an empty transaction (begin, commit)', empty.micros);
line('  of it one signature', mint.micros);
console.log(`${'statements of an exchange'.padEnd(44)}${whole.statements.toFixed(1).padStart(8)}`);
console.log(`${'exchanges per second and core'.padEnd(44)}${(1e6 / whole.micros).toFixed(0).padStart(8)}`);
await rig.domain.parts.stop?.();
await rig.database.close();
