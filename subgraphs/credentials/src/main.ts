import { readConfig } from '@bailiwick/config';
import { runDomain } from '@bailiwick/subgraph-host';
import { credentials, credentialsEnvironment } from './index.js';

const settings = (
  keys: () => { readonly peppers: unknown },
  environment: Readonly<Record<string, string | undefined>>,
) => ({
  environment: readConfig(credentialsEnvironment, environment).CREDENTIALS_ENVIRONMENT,
  peppers: () => keys().peppers,
});
process.exitCode = await runDomain(
  { definition: credentials, port: 4004, publicPort: 4104, settings, ownSettings: credentialsEnvironment },
  process.env,
  process.argv.slice(2),
);
