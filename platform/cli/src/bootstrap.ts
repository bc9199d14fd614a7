import { parseArgs } from 'node:util';
import { createLog, readConfig, settingsHelp, settingsOf } from '@bailiwick/config';
import { openPostgres } from '@bailiwick/database';
import { bootstrap, BootstrapRefused, identity, type IdentityTables } from '@bailiwick/identity';
import { explain } from '@bailiwick/subgraph-host';
import { z } from 'zod';
import { bootstrapSettings } from './database-settings.js';

const HELP = `npm run bootstrap -- --email EMAIL --issuer ISSUER --audience AUDIENCE --jwks-uri URL --subject SUBJECT

Makes the platform tenant and its first operator, once, on empty databases: the person whom ISSUER calls SUBJECT, with
the duties to open tenants and to help with billing. Everybody else is invited by them.

  --email           how the operator is shown
  --issuer          the OpenID Connect issuer of the platform's own people, exactly as in its tokens
  --audience        the audience of its tokens
  --jwks-uri        where its keys are (https)
  --subject         the operator's "sub" at that issuer

${settingsHelp(settingsOf(bootstrapSettings))}`;

const REQUIRED = ['email', 'issuer', 'audience', 'jwks-uri', 'subject'] as const;
const operator = z.object({
  email: z.email('must be an e-mail address'),
  issuer: z.url(),
  audience: z.string().min(1),
  'jwks-uri': z.url({ protocol: /^https$/, error: 'must be an https URL' }),
  subject: z.string().min(1).max(255),
});

process.exitCode = await run();

async function run(): Promise<number> {
  try {
    const options = Object.fromEntries(REQUIRED.map((name) => [name, { type: 'string' as const }]));
    const { values } = parseArgs({ options: { ...options, help: { type: 'boolean', short: 'h' } } });
    if (values['help'] === true) {
      process.stdout.write(HELP);
      return 0;
    }
    await makeOperator(readConfig(operator, values as Record<string, string | undefined>)); // only strings are left
    return 0;
  } catch (error) {
    process.stderr.write(`Nothing was made: ${error instanceof BootstrapRefused ? error.message : explain(error)}\n`);
    return 1;
  }
}

async function makeOperator(who: z.output<typeof operator>): Promise<void> {
  const { DATABASE_URL } = readConfig(bootstrapSettings, process.env);
  const database = await openPostgres<IdentityTables>({
    url: DATABASE_URL,
    domain: identity,
    log: createLog('bootstrap', 'error'),
  });
  try {
    await bootstrap(
      database,
      { email: who.email, issuer: who.issuer, audience: who.audience, jwksUri: who['jwks-uri'], subject: who.subject },
      new Date(),
    );
    process.stdout.write(
      `${who.email} is the first operator. Sign in at ${who.issuer}, and send X-Tenant: platform.\n`,
    );
  } finally {
    await database.close();
  }
}
