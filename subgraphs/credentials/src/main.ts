import { readConfig } from '@bailiwick/config';
import { runDomain } from '@bailiwick/subgraph-host';
import { z } from 'zod';
import { credentials } from './index.js';

/** `CREDENTIALS_ENVIRONMENT`: which keys this installation takes, `live` (the default) or `test`. */
const environmentOf = z.object({ CREDENTIALS_ENVIRONMENT: z.enum(['live', 'test']).default('live') });

const settings = (
  keys: () => { readonly peppers: unknown },
  environment: Readonly<Record<string, string | undefined>>,
) => ({
  environment: readConfig(environmentOf, environment).CREDENTIALS_ENVIRONMENT,
  peppers: () => keys().peppers,
});
process.exitCode = await runDomain(
  { definition: credentials, port: 4004, publicPort: 4104, settings },
  process.env,
  process.argv.slice(2),
);
