import { runDomain } from '@bailiwick/subgraph-host';
import { billing } from './index.js';

process.exitCode = await runDomain(
  { definition: billing, port: 4002, publicPort: null, settings: () => ({}) },
  process.env,
  process.argv.slice(2),
);
