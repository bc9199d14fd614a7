import { runDomain, type StandaloneSurroundings } from '@bailiwick/subgraph-host';
import { DEFAULT_SOURCES } from './facts/subscriptions.js';
import { access } from './index.js';

/** Every domain whose URL is known declares its actions to access. One of the first three without a URL is a mistake. */
const settings = ({ peers }: StandaloneSurroundings) => ({
  sources: [...new Set([...DEFAULT_SOURCES, ...peers])].filter((name) => name !== access.name),
});
process.exitCode = await runDomain({ definition: access, settings }, process.env, process.argv.slice(2));
