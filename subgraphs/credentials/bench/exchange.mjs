#!/usr/bin/env node
// How many exchanges of an API key one core of credentials makes, and what they are spent on. Prints, and never passes or fails.
import { parseArgs } from 'node:util';
import { exchange, newDatabase, openRig } from './rig.mjs';
import { stagesOf } from './stages.mjs';

const HELP = `usage: npm run bench:exchange -- [--exchanges N] [--rounds N] [--at-once N] [--warm N]

One exchange of an API key that came before, at credentials, all links, from a warm process on PostgreSQL; and by themselves, with
the functions that the exchange calls, its look-up (one statement), its rules (comparing the secret, the chain, what the token will
say) and its mint (two signatures; access answers in the process). The rest is the form, and writing down the uses behind the answer.
Figures are CPU time of this process (process.cpuUsage), so that what else runs on the machine counts less; PostgreSQL's own time
is in another process. All are measured in turn, round by round, so that a slow moment of the machine hits all alike.
  --exchanges N  of each round (default 1500)
  --rounds N     of which the median counts (default 5)
  --at-once N    exchanges in flight (default 4)
  --warm N       exchanges before the first round (default 6000: until then, what is measured is the compiler)`;

const { values } = parseArgs({
  options: {
    exchanges: { type: 'string', default: '1500' },
    rounds: { type: 'string', default: '5' },
    'at-once': { type: 'string', default: '4' },
    warm: { type: 'string', default: '6000' },
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

/** CPU microseconds of one call, several in flight. */
async function measure(work, calls) {
  let left = calls;
  const before = process.cpuUsage();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left > 0) {
        left -= 1;
        await work();
      }
    }),
  );
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
}

const stages = { exchange: () => exchange(rig), ...(await stagesOf(rig)) };
await measure(stages.exchange, Number(values.warm));
const measured = Object.fromEntries(Object.keys(stages).map((name) => [name, []]));
for (let n = 0; n < Number(values.rounds); n += 1)
  for (const [name, work] of Object.entries(stages)) measured[name].push(await measure(work, Number(values.exchanges)));
const statements = rig.database.statements.count;
await stages.exchange();
const statementsOfOne = rig.database.statements.count - statements;

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const micros = Object.fromEntries(Object.entries(measured).map(([name, all]) => [name, median(all)]));
const { exchange: whole, lookUp, rules, mint, signature } = micros;
const line = (name, value) => console.log(`${name.padEnd(44)}${value.toFixed(0).padStart(8)} µs`);
console.log(
  `Node ${process.version}, ${new Date().toISOString().slice(0, 10)}, ${atOnce} at once, median of ${values.rounds} rounds of ${values.exchanges}, after ${values.warm}\n`,
);
line('one exchange, CPU of credentials', whole);
line('  look-up: proof and facts, one round trip', lookUp);
line('  rules: secret, chain, what the token says', rules);
line('  mint: two signatures and the scope', mint);
line('  the rest: form, uses behind the answer', whole - lookUp - rules - mint);
line('for comparison: one signature by itself', signature);
console.log(`${'statements of an exchange'.padEnd(44)}${String(statementsOfOne).padStart(8)}`);
console.log(`${'exchanges per second and core'.padEnd(44)}${(1e6 / whole).toFixed(0).padStart(8)}`);
await rig.domain.parts.stop?.();
await rig.database.close();
