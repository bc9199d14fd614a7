import { runDomain } from '@bailiwick/subgraph-host';
import { reporting } from './index.js';

process.exitCode = await runDomain({ definition: reporting }, process.env, process.argv.slice(2));
