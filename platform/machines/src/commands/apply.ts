import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { openBook } from '../apply/book.js';
import { describePlan, planAsJson } from '../apply/describe-plan.js';
import { makesSecret, planOf, staysApart, stepsOf, type Plan } from '../apply/plan.js';
import { problemsBetween } from '../apply/problems-between.js';
import { linesAt, readMachinesFile, unreadable, type ReadFile } from '../apply/read-file.js';
import { readState } from '../apply/read-state.js';
import { lostSecrets, secretPlaces, type SecretPlaces } from '../apply/secret-places.js';
import type { TenantState } from '../apply/tenant-state.js';
import { workThrough } from '../apply/work-through.js';
import type { Command, Context, Outcome } from '../command.js';
import { EXIT, type Exit } from '../exit.js';
import { misused } from '../problem.js';
import { agreed } from '../terminal/agreed.js';

export const apply: Command = {
  name: 'apply',
  usage: '-f FILE [--dry-run] [--yes]',
  summary: 'makes runtimes, machine identities and credentials as a YAML file says, with a plan shown first',
  about: `
Compares what the file names with what is there, shows what it would do, asks at a terminal, and does it. A second run
changes nothing; a run that was cut short goes on where it stopped. What the file does not name is left alone. Nothing is
ever revoked without --prune, and what was revoked is not issued again without --reissue. docs/machines.md shows the file.

  bailiwick apply -f machines.yaml --dry-run --exit-code     5 when there is something to do
  bailiwick apply -f machines.yaml --secrets-dir ./secrets --yes`,
  options: {
    file: { type: 'string', short: 'f', value: 'FILE', help: 'the file; - is standard input' },
    'dry-run': { type: 'boolean', help: 'shows the plan and changes nothing' },
    'exit-code': { type: 'boolean', help: 'with --dry-run: ends with 5 when there are changes to make' },
    yes: { type: 'boolean', short: 'y', help: 'does not ask' },
    prune: { type: 'boolean', help: 'revokes credentials of the file’s machines that the file does not name' },
    reissue: { type: 'boolean', help: 'issues anew what was revoked, was compromised or expired' },
    'rotate-due': { type: 'boolean', help: 'begins the rotations that are due, with the new secrets in their files' },
    'secrets-dir': { type: 'string', value: 'DIR', help: 'where secrets go that have no file of their own' },
    'show-secret': { type: 'boolean', help: 'shows secrets that have no file on standard output, this once' },
  },
  words: { least: 0, most: 0 },
  run: async (context) => {
    const { given, gateway: open, note } = context;
    const name = given.needed('file');
    const read = readMachinesFile(await textOf(name, context), name === '-' ? 'standard input' : name);
    const places = placesOf(read, name, context);
    const gateway = await open();
    note('Reading what is there …\n');
    const state = await readState(gateway, read.file);
    const between = problemsBetween(read.file, state);
    if (between.length > 0) throw unreadable(name, linesAt(between, read.placeOf));
    const lost = await lostSecrets(places);
    const rotateDue = given.flag('rotate-due') ? new Date() : null;
    const options = { prune: given.flag('prune'), reissue: given.flag('reissue'), rotateDue, lost };
    const plan = planOf(read.file, state, options);
    const ended = endedByPlan(plan, state, context);
    if (ended !== null) return ended;
    refuseHomelessSecrets(plan, places, context);
    show(describePlan(plan, state.tenant.slug, context.style), context);
    if (!(await agreed(context, `Carry out ${stepsOf(plan).length} steps in ${state.tenant.slug}?`)))
      return {
        text: 'Nothing was changed.\n',
        json: { ...planAsJson(plan, state.tenant.slug), done: 0 },
        exit: EXIT.refused,
      };
    const hands = { gateway, book: openBook(read.file, state), places };
    const secrets = await workThrough(plan, hands, read, note);
    return outcomeOf(plan, state, secrets);
  },
};

/** A dry run, and one that finds nothing to do, end with the plan. */
function endedByPlan(plan: Plan, { tenant }: TenantState, { given, style }: Context): Outcome | null {
  const steps = stepsOf(plan).length;
  if (!given.flag('dry-run') && steps > 0) return null;
  const asked = given.flag('exit-code') && steps > 0 ? EXIT.changes : EXIT.done;
  const words = given.flag('dry-run') ? 'A dry run: nothing was changed.\n' : 'There is nothing to do.\n';
  return {
    text: `${describePlan(plan, tenant.slug, style)}${words}`,
    json: { ...planAsJson(plan, tenant.slug), done: 0 },
    exit: staysApart(plan) ? EXIT.refused : asked,
  };
}

function outcomeOf(plan: Plan, { tenant }: TenantState, secrets: ReadonlyMap<string, string>): Outcome {
  const done = stepsOf(plan).length;
  const exit: Exit = staysApart(plan) ? EXIT.refused : EXIT.done;
  const shown = [...secrets].map(([name, secret]) => `${name}  ${secret}\n`).join('');
  const rest = exit === EXIT.done ? '' : 'The file and the tenant still differ: see ! in the plan.\n';
  return {
    text: `${shown}Done: ${done} ${done === 1 ? 'step' : 'steps'} in ${tenant.slug}.\n${rest}`,
    json: { ...planAsJson(plan, tenant.slug), done, ...(secrets.size > 0 && { secrets: Object.fromEntries(secrets) }) },
    exit,
  };
}

/** Before the question, so that it is known what is agreed to. With JSON standard output is the document alone. */
function show(text: string, { json, world, note }: Context): void {
  if (json) note(text);
  else world.out.write(text);
}

function placesOf({ file }: ReadFile, name: string, { given, world }: Context): SecretPlaces {
  const directory = given.text('secrets-dir');
  const from = name === '-' ? resolve(world.cwd, 'standard-input') : resolve(world.cwd, name);
  return secretPlaces(file, from, directory === null ? null : resolve(world.cwd, directory));
}

/** A secret that nobody keeps is a credential that nobody can use: better not to begin. */
function refuseHomelessSecrets(plan: Plan, places: SecretPlaces, { given }: Context): void {
  if (given.flag('show-secret')) return;
  const homeless = plan.items.filter(({ steps, name }) => steps.some(makesSecret) && !places.has(name));
  if (homeless.length === 0) return;
  throw misused(
    `Nobody says where the secret of ${homeless.map(({ name }) => name).join(', ')} goes. Nothing was changed.`,
    'Add secret: {file: …} to it in the file, --secrets-dir DIR for all, or --show-secret.',
  );
}

async function textOf(name: string, { world }: Context): Promise<string> {
  if (name === '-') return world.readStdin();
  try {
    return await readFile(resolve(world.cwd, name), 'utf8');
  } catch {
    throw misused(`The file ${name} cannot be read.`, 'Check --file.');
  }
}
