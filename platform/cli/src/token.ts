import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { dataDirOf } from './data-dir.js';
import { demoPlan } from './demo-plan.js';
import { developmentIssuerFile, readDevelopmentIssuer } from './development-issuer.js';

const HELP = `npm run token -- EMAIL [--tenant SLUG] [--mfa] [--minutes N] [--data DIR]

Prints a development token for a person on standard output, as a company's identity provider would issue it. Only a
platform started with \`npm start\` believes it.

  EMAIL         whom the token is for; an unknown address is a person who is not linked yet
  --tenant SLUG also says, on standard error, which header chooses the tenant
  --mfa         as if the person had signed in with a second factor
  --minutes N   how long it lives (default 60, at most 720)
  --data DIR    the platform's data (default .data, or BAILIWICK_DATA)
`;

process.exitCode = await run();

async function run(): Promise<number> {
  const { values, positionals } = readArguments();
  if (values.help === true) return say(HELP);
  const [email] = positionals;
  const minutes = Number(values.minutes);
  if (email === undefined || !/^[^@\s]+@[^@\s]+$/.test(email))
    return complain('Say for whom: npm run token -- ana@acme.example');
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > 720)
    return complain('--minutes must be a whole number from 1 to 720.');
  const dataDir = dataDirOf(values.data, process.env);
  const file = developmentIssuerFile(dataDir);
  if (!existsSync(file))
    return complain(`There is no development issuer in ${dataDir}. Start the platform once with npm start.`);
  const token = await readDevelopmentIssuer(file).sign({ email, multiFactor: values.mfa }, new Date(), minutes * 60);
  if (!demoPlan('').people.some((person) => person.email === email))
    process.stderr.write(
      `${email} is nobody in the demo: the token leads to the lobby until an invitation is accepted.\n`,
    );
  if (values.tenant !== undefined)
    process.stderr.write(`Send it as "Authorization: Bearer …" with "X-Tenant: ${values.tenant}".\n`);
  return say(`${token}\n`);
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        tenant: { type: 'string' },
        mfa: { type: 'boolean', default: false },
        minutes: { type: 'string', default: '60' },
        data: { type: 'string' },
      },
    });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${HELP}`);
    process.exit(2);
  }
}

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}

function complain(text: string): number {
  process.stderr.write(`${text}\n`);
  return 2;
}
