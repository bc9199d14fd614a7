import { parseArgs } from 'node:util';
import { CHECKS } from './checks/index.js';
import { BadInput } from './contract/bad-input.js';
import { FORMATS, type Format } from './report/index.js';

export const HELP = `npm run schema:check -- [options]

Judges the schema in the working tree, offline. The checks:
${CHECKS.map(({ name, holds }) => `  ${name.padEnd(14)}${holds}`).join('\n')}

  --only CHECK[,CHECK]   only these checks
  --base REF|FILE        compare with a commit, branch or tag, or with a file that holds a client-facing schema;
                         "release" is the newest tag v*. Default: the merge base with main, if there is one
  --manifest FILE        also judge the operations of a client, in the format of Apollo's persisted-query manifest;
                         may be given several times
  --format FORMAT        ${FORMATS.join(', ')}; default text
  --output FILE          write the report there, and the one-line summary here
  --summary FILE         also write the Markdown report there, whatever the format is
  --update               write the records (budgets, survival, words, new owners) as they are now, then judge
  --explain CODE         what a code means and what to do; judges nothing
  --help                 this

Files are named from the current folder.

Exits 0 when there is no error (warnings and notices do not fail), 1 when there is one, 2 when an argument, a ref or a
committed file cannot be used, 3 when the check itself broke.
`;

export interface Arguments {
  readonly only: readonly string[];
  readonly base: string | null;
  readonly manifests: readonly string[];
  readonly format: Format;
  readonly output: string | null;
  readonly summary: string | null;
  readonly update: boolean;
  readonly explain: string | null;
  readonly help: boolean;
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

export function readArguments(args: readonly string[]): Arguments {
  const { values } = parse(args);
  const format = FORMATS.find((each) => each === values.format);
  if (format === undefined) throw new BadInput(`--format takes one of ${FORMATS.join(', ')}, not ${values.format}.`);
  const only = (values.only ?? []).flatMap((each) => each.split(',')).map((each) => each.trim());
  if (only.includes('')) throw new BadInput('--only takes the names of checks, with commas between them.');
  const unknown = only.find((name) => !CHECKS.some((check) => check.name === name));
  if (unknown !== undefined)
    throw new BadInput(`There is no check ${unknown}. There are: ${CHECKS.map(({ name }) => name).join(', ')}.`);
  return {
    only,
    format,
    base: values.base ?? null,
    manifests: values.manifest ?? [],
    output: values.output ?? null,
    summary: values.summary ?? null,
    update: values.update,
    explain: values.explain ?? null,
    help: values.help,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: { ...text, multiple: true },
        base: text,
        manifest: { ...text, multiple: true },
        format: { ...text, default: 'text' },
        output: text,
        summary: text,
        update: flag,
        explain: text,
        help: { ...flag, short: 'h' },
      },
    });
  } catch (error) {
    throw new BadInput(`${error instanceof Error ? error.message : String(error)}\nSee --help.`);
  }
}
