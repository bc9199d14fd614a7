import { readConfig } from '@bailiwick/config';
import { runDomain, type StandaloneSurroundings } from '@bailiwick/subgraph-host';
import { credentials, credentialsEnvironment } from './index.js';

const settings = ({ keys, environment }: StandaloneSurroundings) => {
  const config = readConfig(credentialsEnvironment, environment);
  return {
    environment: config.CREDENTIALS_ENVIRONMENT,
    peppers: () => keys().peppers,
    accessTokenKeys: () => keys().accessTokenKeys,
    tokenIssuer: config.TOKEN_ISSUER,
    trustedProxies: config.TRUSTED_PROXIES,
  };
};
process.exitCode = await runDomain(
  { definition: credentials, settings, ownSettings: credentialsEnvironment },
  process.env,
  process.argv.slice(2),
);
