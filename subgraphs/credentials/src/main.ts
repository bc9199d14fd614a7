import { readConfig } from '@bailiwick/config';
import { runDomain, type StandaloneSurroundings } from '@bailiwick/subgraph-host';
import { credentials, credentialsEnvironment } from './index.js';

const settings = ({ keys, environment }: StandaloneSurroundings) => ({
  environment: readConfig(credentialsEnvironment, environment).CREDENTIALS_ENVIRONMENT,
  peppers: () => keys().peppers,
});
process.exitCode = await runDomain(
  { definition: credentials, settings, ownSettings: credentialsEnvironment },
  process.env,
  process.argv.slice(2),
);
