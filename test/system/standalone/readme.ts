import { readFileSync } from 'node:fs';
import { DOMAINS } from './databases.js';
import type { Command } from './child.js';

const README = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
/** What README says to an operator, from its heading to the next one. */
export const PRODUCTION = /\n## Production\n(.*?)\n## /s.exec(README)?.[1] ?? '';

/** Needed by the tests, by nobody else. */
const OF_THE_TEST = /^(NODE_OPTIONS|NODE_EXTRA_CA_CERTS|PUBLIC_INTERNET)$/;
/** Where things are: needed only where it is not the default, and named in README's text. */
const WHERE_THINGS_ARE = /^(PORT|PUBLIC_PORT|PEERS|IDENTITY_JWKS_URL|CREDENTIALS_JWKS_URL|SUBGRAPH_[A-Z]+_URL)$/;
const DOMAIN = new RegExp(`\\b(${DOMAINS.join('|')})(?=\\b|_)`, 'g');

/** A command or a statement without its values: what it is, which settings and flags it has. The four domains are alike. */
export function shapeOf(command: Command | string): string {
  if (typeof command === 'string') return command.replace(/'[^']*'/, "'…'").replace(DOMAIN, '<domain>');
  const settings = Object.keys(command.env ?? {}).filter(
    (name) => !OF_THE_TEST.test(name) && !WHERE_THINGS_ARE.test(name),
  );
  const args = (command.args ?? []).filter(
    (arg, index, all) => arg.startsWith('--') || !(all[index - 1]?.startsWith('--') ?? false),
  );
  return [...settings.sort(), command.script, ...args].join(' ').replace(DOMAIN, '<domain>');
}

/** Everything in the section's code blocks, in the same form. */
export function readmeCommands(): readonly string[] {
  const blocks = (language: string): string[] =>
    [...PRODUCTION.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, code]) => code ?? '');
  const shell = blocks('sh').flatMap((code) =>
    code
      .replaceAll(/ *\\\n */g, ' ')
      .trim()
      .split('\n'),
  );
  const sql = blocks('sql').flatMap((code) => code.trim().split(/;\n?/));
  return [...shell.map(commandOf), ...sql.filter((statement) => statement !== '').map(shapeOf)];
}

function commandOf(line: string): string {
  const [, settings = '', script = '', args = ''] =
    /^((?:\w+=\S+ )*)npm run (\S+)(?: -- (.*?))?(?: +#.*)?$/.exec(line) ?? [];
  const env = Object.fromEntries(
    settings
      .trim()
      .split(' ')
      .filter((each) => each !== '')
      .map((each) => [each.split('=')[0] ?? '', '']),
  );
  return shapeOf({ script, args: args.split(' ').filter((arg) => arg !== ''), env });
}
