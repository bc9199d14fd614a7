import { randomUUID } from 'node:crypto';
import type { Command, Context, Given, Outcome } from '../command.js';
import { EXIT } from '../exit.js';
import { change } from '../gateway/change.js';
import { unknown } from '../gateway/find.js';
import { BULK_REVOKE, BULK_ROTATE, FIND_BULK } from '../operations/bulk.js';
import { misused } from '../problem.js';
import { agreed } from '../terminal/agreed.js';
import { didYouMean } from '../terminal/nearest.js';
import { describeBulk, describeRadius } from './describe-bulk.js';
import { CREDENTIAL_FILTER, CREDENTIAL_FILTER_OPTIONS, filterOf, isSaid } from './filter.js';
import { followBulk } from './follow-bulk.js';

const WAYS = ['revoke', 'rotate', 'status'];

export const bulk: Command = {
  name: 'bulk',
  usage: 'revoke --reason REASON --note TEXT | rotate --overlap-hours N, with filters | status OPERATION',
  summary: 'revokes, or has rotated, every credential that matches; says how many and whose first',
  about: `
What it would do is shown first, always. Then a terminal is asked; a pipeline says --yes. It goes on until all of them are
changed, 200 at a time, also when this command is interrupted: bailiwick bulk status shows how far it is.
"rotate" makes no secrets: the present ones end when the overlap is over, and their stewards begin rotations until then.
The filters are those of bailiwick list credentials. At least one is needed: all of a tenant is bailiwick revoke --scope TENANT.

  bailiwick bulk revoke --unused-for-days 180 --reason CEASED --note "Unused for half a year." --dry-run
  bailiwick bulk rotate --known-to ben@acme.example --overlap-hours 72`,
  options: {
    ...CREDENTIAL_FILTER_OPTIONS,
    reason: {
      type: 'string',
      value: 'REASON',
      help: 'revoke: CEASED, SUPERSEDED, COMPROMISED, LEAK_REPORTED, OWNER_LEFT, RUNTIME_LOST, POLICY, …',
    },
    note: { type: 'string', value: 'TEXT', help: 'revoke: why, in your own words' },
    'overlap-hours': { type: 'string', value: 'N', help: 'rotate: how long the present secrets go on, 0 to 720' },
    'dry-run': { type: 'boolean', help: 'shows what it would do and changes nothing' },
    yes: { type: 'boolean', short: 'y', help: 'does not ask' },
  },
  words: { least: 1, most: 2 },
  run: async (context) => {
    const [way = '', id] = context.given.words;
    if (!WAYS.includes(way))
      throw misused(`There is no bulk ${way}.${didYouMean(way, WAYS)}`, `There are: ${WAYS.join(', ')}.`);
    if ((id !== undefined) !== (way === 'status'))
      throw misused(
        `bulk ${way} takes ${way === 'status' ? 'the id of an operation' : 'filters, and no word'}.`,
        'More with: bailiwick bulk --help',
      );
    return id === undefined ? carryOut(context, wanted(context.given, way)) : showBulk(context, id);
  },
};

interface Wanted {
  readonly operation: typeof BULK_REVOKE;
  readonly input: Readonly<Record<string, unknown>>;
  readonly verb: string;
  readonly forEver: string;
}

function wanted(given: Given, way: string): Wanted {
  if (!Object.keys(CREDENTIAL_FILTER).some((name) => isSaid(given, name)))
    throw misused(
      'Nobody said which credentials.',
      `Add a filter: ${Object.keys(CREDENTIAL_FILTER)
        .map((name) => `--${name}`)
        .join(', ')}.`,
    );
  if (way === 'revoke') {
    const input = { reason: given.needed('reason'), note: given.needed('note') };
    return { operation: BULK_REVOKE, input, verb: 'Revoke', forEver: ' for ever' };
  }
  given.needed('overlap-hours');
  const input = { overlapHours: given.whole('overlap-hours') };
  return { operation: BULK_ROTATE, input, verb: 'End the secrets of', forEver: ` in ${input.overlapHours ?? 0} hours` };
}

/** The dry run decides what is asked; the change says again how many it meets. */
async function carryOut(context: Context, { operation, input, verb, forEver }: Wanted): Promise<Outcome> {
  const { given, json, world, note, style, gateway: open } = context;
  const gateway = await open();
  const whole = { ...input, filter: await filterOf(gateway, given, CREDENTIAL_FILTER) };
  const plan = await change(gateway, operation, { ...whole, dryRun: true, idempotencyKey: randomUUID() });
  const { errors: _, ...radius } = plan;
  const shown = describeRadius(plan, style);
  if (plan.matched === 0) return { text: shown, json: radius };
  if (given.flag('dry-run')) return { text: `${shown}A dry run: nothing was changed.\n`, json: radius };
  if (json) note(shown);
  else world.out.write(shown);
  const many = plan.matched === 1 ? 'this credential' : `these ${plan.matched} credentials`;
  if (!(await agreed(context, `${verb} ${many}${forEver}?`)))
    return { text: 'Nothing was changed.\n', json: radius, exit: EXIT.refused };
  const begun = await change(gateway, operation, { ...whole, dryRun: false, idempotencyKey: randomUUID() });
  const done = begun.operation && (await followBulk(gateway, begun.operation, context));
  return { text: describeBulk(done), json: { ...radius, operation: done } };
}

async function showBulk({ gateway: open }: Context, id: string): Promise<Outcome> {
  const { bulk: found } = await (await open()).ask(FIND_BULK, { id });
  if (found === null) throw unknown('bulk operation', id, 'bailiwick bulk said its id when it began.');
  return { text: describeBulk(found), json: found };
}
