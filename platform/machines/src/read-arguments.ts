import { parseArgs } from 'node:util';
import type { Command, Given, Options } from './command.js';
import { misused } from './problem.js';
import { didYouMean } from './terminal/nearest.js';

/** What every command takes. */
export const COMMON: Options = {
  url: { type: 'string', value: 'URL', help: 'where the gateway is (or BAILIWICK_URL; default http://127.0.0.1:4000)' },
  tenant: { type: 'string', value: 'SLUG', help: 'the tenant to act in, slug or id (or BAILIWICK_TENANT)' },
  'token-file': {
    type: 'string',
    value: 'FILE',
    help: 'a file that holds the token, a person’s or a machine’s; - is standard input (or BAILIWICK_TOKEN)',
  },
  token: { type: 'string', value: 'TOKEN', help: 'the token itself; other processes of this machine can see it' },
  'operator-reason': { type: 'string', value: 'TEXT', help: 'why an operator of the platform acts in this tenant' },
  json: {
    type: 'boolean',
    help: 'the answer as one JSON document on standard output, errors as one on standard error',
  },
  help: { type: 'boolean', short: 'h', help: 'this text' },
};

type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

export function readArguments(command: Command, args: readonly string[]): Given {
  const options = { ...command.options, ...COMMON };
  const { values, words } = parse(command, options, args);
  const { least, most } = command.words;
  if (values['help'] !== true && (words.length < least || words.length > most))
    throw misused(`${command.name} takes ${amount(least, most)}, not ${words.length}.`, howItIsCalled(command));
  return givenOf(command, options, values, words);
}

function parse(command: Command, options: Options, args: readonly string[]) {
  try {
    const config = Object.fromEntries(
      Object.entries(options).map(([name, { type, multiple, short }]) => [
        name,
        { type, ...(multiple && { multiple }), ...(short !== undefined && { short }) },
      ]),
    );
    const { values, positionals } = parseArgs({ args: [...args], options: config, allowPositionals: true });
    return { values: values as Values, words: positionals }; // parseArgs types what it returns by a literal configuration alone
  } catch (error) {
    throw misused(sentenceOf(error, Object.keys(options)), howItIsCalled(command));
  }
}

/** Node's own words, without its advice about words that begin with a dash. */
function sentenceOf(error: unknown, known: readonly string[]): string {
  const [sentence = ''] = (error instanceof Error ? error.message : String(error)).split(/\. |\n/);
  const unknown = /^Unknown option '--?([^']+)'/.exec(sentence)?.[1];
  const text = sentence.endsWith('.') ? sentence : `${sentence}.`;
  return unknown === undefined ? text : `There is no option --${unknown}.${didYouMean(unknown, known, '--')}`;
}

function givenOf(command: Command, options: Options, values: Values, words: readonly string[]): Given {
  const valueOf = (name: string) => {
    if (!(name in options)) throw new TypeError(`${command.name} has no option ${name}.`);
    return values[name];
  };
  const text = (name: string): string | null => {
    const value = valueOf(name);
    if (value === '') throw misused(`--${name} is empty.`, howItIsCalled(command));
    return typeof value === 'string' ? value : null;
  };
  return {
    words,
    text,
    needed: (name) => {
      const value = text(name);
      if (value === null) throw misused(`--${name} is missing.`, howItIsCalled(command));
      return value;
    },
    texts: (name) => {
      const value = valueOf(name);
      return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
    },
    whole: (name) => wholeNumber(command, name, text(name)),
    flag: (name) => valueOf(name) === true,
  };
}

function wholeNumber(command: Command, name: string, text: string | null): number | null {
  if (text === null) return null;
  if (!/^\d{1,9}$/.test(text)) throw misused(`--${name} is a whole number, not ${text}.`, howItIsCalled(command));
  return Number(text);
}

function amount(least: number, most: number): string {
  const words = (count: number) => (count === 0 ? 'no word' : count === 1 ? 'one word' : `${count} words`);
  return least === most ? words(least) : `${words(least)} to ${words(most)}`;
}

function howItIsCalled({ name, usage }: Command): string {
  return `bailiwick ${[name, usage].filter((part) => part !== '').join(' ')}\n  More with: bailiwick ${name} --help`;
}
