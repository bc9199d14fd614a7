import { parseArgs } from 'node:util';
import { initKeys, rotateKeys, RotationInProgress } from '@bailiwick/keys';
import { explain } from '@bailiwick/subgraph-host';
import { WORKLOADS } from './domains.js';
import { addNewKeys } from './key-files.js';

const HELP = `npm run keys -- init|add|rotate --dir DIR [--lead SECONDS] [--overlap SECONDS]

One file per workload (${WORKLOADS.join(', ')}) with all that it needs to sign
and to verify, and nothing else. Hand each service its own, as KEYS_FILE.

  init            makes the files; refuses to replace any
  add             makes those that are new in this version: of a new workload, and what older files lack; tells everybody
                  whom they concern. They are used after --lead. Start the new version after that
  rotate          adds a new key to each set: accepted at once, used after --lead, the old one accepted until --overlap
                  after that. Running services read changed files by themselves. A repeat completes an interrupted one.
  --dir DIR       where the files are
  --lead SECONDS  how long a new key waits until every service has read it: 3 or more (default 60)
  --overlap SECONDS  how long the old one is still accepted after that: 35 or more (default 120)
`;

/** A service looks at its file every 2 s, and at a minter's published keys 1 s after it last did. */
const LEAD_SECONDS_MIN = 3;
/** What was signed last with the old key is a token that lives 30 s, read by a clock that may be 5 s behind. */
const OVERLAP_SECONDS_MIN = 35;
const SECONDS_MAX = 86_400;

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
    if (values.dir === undefined || !['init', 'add', 'rotate'].includes(command ?? ''))
      return complain('Say init, add or rotate, and --dir. More with --help.');
    if (command === 'init')
      return say(`Made ${initKeys(values.dir, WORKLOADS, { now: new Date() }).length} key files in ${values.dir}.\n`);
    if (command === 'add') return add(values.dir, Number(values.lead));
    return rotate(values.dir, Number(values.lead), Number(values.overlap));
  } catch (error) {
    return complain(error instanceof RotationInProgress ? error.message : explain(error));
  }
}

function add(directory: string, leadSeconds: number): number {
  if (!isWithin(leadSeconds, LEAD_SECONDS_MIN))
    return complain(`Nothing was added. --lead must be whole seconds from ${LEAD_SECONDS_MIN} to ${SECONDS_MAX}.`);
  const added = addNewKeys(directory, new Date(), leadSeconds, 'put it back');
  return say(
    added.length === 0
      ? `Every workload has its keys in ${directory} already; nothing was changed.\n`
      : `Made keys for ${added.join(', ')} in ${directory}. They are used from ${leadSeconds} s on.\n`,
  );
}

function rotate(directory: string, leadSeconds: number, overlapSeconds: number): number {
  if (!isWithin(leadSeconds, LEAD_SECONDS_MIN) || !isWithin(overlapSeconds, OVERLAP_SECONDS_MIN))
    return complain(
      `Nothing was rotated. --lead must be whole seconds from ${LEAD_SECONDS_MIN}, --overlap from ${OVERLAP_SECONDS_MIN}, both to ${SECONDS_MAX}: with less, requests under way would be refused.`,
    );
  const outcome = rotateKeys(directory, { now: new Date(), leadSeconds, overlapSeconds });
  return say(
    outcome === 'rotated'
      ? `Rotated the keys in ${directory}. They are used from ${leadSeconds} s on.\n`
      : `Completed an interrupted rotation in ${directory}; nothing else was changed.\n`,
  );
}

function isWithin(seconds: number, least: number): boolean {
  return Number.isInteger(seconds) && seconds >= least && seconds <= SECONDS_MAX;
}

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}

function complain(text: string): number {
  process.stderr.write(`${text}\n`);
  return 2;
}
