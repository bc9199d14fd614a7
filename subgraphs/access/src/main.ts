import { runDomain } from '@bailiwick/subgraph-host';
import { access } from './index.js';

process.exitCode = await runDomain(
  { definition: access, port: 4001, publicPort: null, settings: () => ({}) },
  process.env,
  process.argv.slice(2),
);
