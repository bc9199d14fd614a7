import { runDomain } from '@bailiwick/subgraph-host';
import { identity } from './index.js';

process.exitCode = await runDomain({ definition: identity }, process.env, process.argv.slice(2));
