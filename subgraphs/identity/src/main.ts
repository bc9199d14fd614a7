import { runDomain } from '@bailiwick/subgraph-host';
import { identity } from './index.js';

process.exitCode = await runDomain(
  { definition: identity, port: 4003, publicPort: 4103, settings: () => ({}) },
  process.env,
  process.argv.slice(2),
);
