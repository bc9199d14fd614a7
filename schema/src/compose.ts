import { writeFileSync } from 'node:fs';
import { runCommand } from './command.js';
import { compose } from './composition.js';
import { API_FILE, SUPERGRAPH_FILE } from './files.js';
import { readSubgraphs } from './subgraphs.js';

const HELP = `npm run schema:compose

Composes the subgraphs' schemas and writes schema/supergraph.graphql (for the gateway) and schema/api.graphql (for
clients). Exits 1 when they do not compose, and writes nothing then.
`;

process.exitCode = await runCommand(HELP, write);

function write(): number {
  const result = compose(readSubgraphs());
  if ('problems' in result) {
    process.stderr.write(
      `The subgraphs do not compose:\n${result.problems.map((problem) => `  - ${problem}\n`).join('')}`,
    );
    return 1;
  }
  writeFileSync(SUPERGRAPH_FILE, result.composed.supergraph);
  writeFileSync(API_FILE, result.composed.api);
  process.stdout.write('Wrote schema/supergraph.graphql and schema/api.graphql.\n');
  return 0;
}
