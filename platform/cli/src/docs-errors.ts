import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ERRORS_PAGE, writeErrorsPage } from './errors-page/page.js';

const HELP = `npm run docs:errors [-- --check]

Writes the tables of docs/errors.md anew: every reason that a domain's registry has, and every status and code that the
gateway answers with. The words around them are written by hand and stay.

  --check   writes nothing; exits 1 when the page is not what it should be
`;

process.exitCode = run();

function run(): number {
  try {
    const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' }, check: { type: 'boolean' } } });
    if (values.help === true) return say(HELP);
    const before = readFileSync(ERRORS_PAGE, 'utf8');
    const after = writeErrorsPage(before);
    if (after === before) return say('docs/errors.md is what the registries and the gateway say.\n');
    if (values.check === true)
      return complain(
        'docs/errors.md is not what the registries and the gateway say. Run npm run docs:errors and commit it.',
        1,
      );
    writeFileSync(ERRORS_PAGE, after);
    return say('Wrote docs/errors.md.\n');
  } catch (error) {
    return complain(`${error instanceof Error ? error.message : String(error)} More with --help.`, 2);
  }
}

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}

function complain(text: string, code: number): number {
  process.stderr.write(`${text}\n`);
  return code;
}
