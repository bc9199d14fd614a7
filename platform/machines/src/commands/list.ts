import type { Command, Context, Given, Outcome } from '../command.js';
import { misused } from '../problem.js';
import { didYouMean } from '../terminal/nearest.js';
import { CREDENTIAL_FILTER, isSaid } from './filter.js';
import { LISTERS, type Listed } from './listers.js';

export const list: Command = {
  name: 'list',
  usage: '[machines|credentials|runtimes|decisions] [filters]',
  summary: 'machine identities, credentials, runtimes or trust decisions of the tenant',
  about: `
Newest first. Filters that do not belong to what is listed are refused.

  bailiwick list credentials --expires-in-days 14
  bailiwick list decisions --effect DENY --machine ledger-export`,
  options: {
    state: { type: 'string', value: 'STATE', multiple: true, help: 'machines, credentials: in this state' },
    text: { type: 'string', value: 'TEXT', help: 'machines, credentials: with words in their name that begin so' },
    environment: { type: 'string', value: 'ENV', help: 'machines: live or test' },
    machine: { type: 'string', value: 'MACHINE', help: 'credentials, decisions: of this machine, name or id' },
    runtime: { type: 'string', value: 'RUNTIME', help: 'machines, credentials: of this runtime, name or id' },
    kind: { type: 'string', value: 'KIND', multiple: true, help: 'credentials: of this kind, such as API_KEY' },
    'created-by': {
      type: 'string',
      value: 'WHO',
      help: 'credentials: issued by this person or machine, address or id',
    },
    'known-to': {
      type: 'string',
      value: 'WHO',
      help: 'credentials: whose secret this person or machine has seen, or whose key they brought',
    },
    'unused-for-days': { type: 'string', value: 'N', help: 'credentials: not used for so many days' },
    'expires-in-days': { type: 'string', value: 'N', help: 'credentials: that expire within so many days' },
    credential: { type: 'string', value: 'ID', help: 'decisions: about this credential' },
    effect: { type: 'string', value: 'EFFECT', help: 'decisions: ALLOW or DENY' },
    limit: { type: 'string', value: 'N', help: 'at most so many (default 50)' },
    all: { type: 'boolean', help: 'all of them' },
  },
  words: { least: 0, most: 1 },
  run: async ({ given, gateway, note }) => {
    const what = given.words[0] ?? 'machines';
    const lister = LISTERS[what];
    if (lister === undefined)
      throw misused(
        `There are no ${what} to list.${didYouMean(what, Object.keys(LISTERS))}`,
        `Say one of: ${Object.keys(LISTERS).join(', ')}.`,
      );
    refuseFilters(what, given);
    const limit = given.flag('all') ? Infinity : (given.whole('limit') ?? 50);
    return outcomeOf(what, await lister(await gateway(), given, Math.max(1, limit)), note);
  },
};

function outcomeOf(what: string, { rows, more, text }: Listed, note: Context['note']): Outcome {
  if (more) note(`There are more: --limit N, or --all.\n`);
  return { text: rows.length === 0 ? `No ${what} match.\n` : text, json: { [what]: rows, more } };
}

const FILTERS: Readonly<Record<string, readonly string[]>> = {
  machines: ['state', 'text', 'environment', 'runtime'],
  credentials: Object.keys(CREDENTIAL_FILTER),
  runtimes: [],
  decisions: ['machine', 'credential', 'effect'],
};

/** A filter that would be ignored would show more than was asked for, as if it had matched. */
function refuseFilters(what: string, given: Given): void {
  for (const name of new Set(Object.values(FILTERS).flat())) {
    if (isSaid(given, name) && !FILTERS[what]?.includes(name))
      throw misused(
        `--${name} does not filter ${what}.`,
        `These do: ${FILTERS[what]?.map((each) => `--${each}`).join(', ') || 'none'}.`,
      );
  }
}
