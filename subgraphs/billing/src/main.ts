import { runDomain } from '@bailiwick/subgraph-host';
import { billing } from './index.js';

process.exitCode = await runDomain({ definition: billing }, process.env, process.argv.slice(2));
