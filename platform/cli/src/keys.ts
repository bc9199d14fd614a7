import { parseArgs } from 'node:util';
import { initKeys, rotateKeys } from '@bailiwick/keys';
import { explain } from '@bailiwick/subgraph-host';
import { WORKLOADS } from './key-files.js';

const HELP = `npm run keys -- init|rotate --dir DIR [--lead SECONDS] [--overlap SECONDS]

One file per workload (gateway, access, billing, identity, credentials) with all that it needs to sign and to verify, and
nothing else. Hand each service its own, as KEYS_FILE.

  init            makes the files; refuses to replace any
  rotate          adds a new key to each set: accepted at once, used after --lead, the old one accepted until --overlap
                  after that. Running services read changed files by themselves. A repeat completes an interrupted one.
  --dir DIR       where the files are
  --lead SECONDS  how long a new key waits until every service has read it (default 60)
  --overlap SECONDS  how long the old one is still accepted (default 120)
`;

process.exitCode = run();

function run(): number {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        dir: { type: 'string' },
        lead: { type: 'string', default: '60' },
        overlap: { type: 'string', default: '120' },
      },
    });
    const [command] = positionals;
    if (values.help === true) return say(HELP);
    if ((command !== 'init' && command !== 'rotate') || values.dir === undefined)
      return complain('Say init or rotate, and --dir. More with --help.');
    if (command === 'init')
      return say(`Made ${initKeys(values.dir, WORKLOADS, { now: new Date() }).length} key files in ${values.dir}.\n`);
    return rotate(values.dir, Number(values.lead), Number(values.overlap));
  } catch (error) {
    return complain(explain(error));
  }
}

function rotate(directory: string, leadSeconds: number, overlapSeconds: number): number {
  if (![leadSeconds, overlapSeconds].every((seconds) => Number.isInteger(seconds) && seconds >= 0 && seconds <= 86_400))
    return complain('--lead and --overlap must be whole seconds from 0 to 86400.');
  const outcome = rotateKeys(directory, { now: new Date(), leadSeconds, overlapSeconds });
  return say(
    outcome === 'rotated'
      ? `Rotated the keys in ${directory}. They are used from ${leadSeconds} s on.\n`
      : `Completed an interrupted rotation in ${directory}; nothing else was changed.\n`,
  );
}

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}

function complain(text: string): number {
  process.stderr.write(`${text}\n`);
  return 2;
}
