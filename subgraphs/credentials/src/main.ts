import { runDomain } from '@bailiwick/subgraph-host';
import { credentials } from './index.js';

const settings = (keys: () => { readonly peppers: unknown }) => ({ peppers: () => keys().peppers });
process.exitCode = await runDomain(
  { definition: credentials, port: 4004, publicPort: 4104, settings },
  process.env,
  process.argv.slice(2),
);
