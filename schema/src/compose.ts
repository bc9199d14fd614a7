import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateClient, writeClient } from './client.js';
import { runCommand } from './command.js';
import { compose } from './composition.js';
import { API, SUPERGRAPH } from './contract/contract.js';
import { workingTree } from './contract/tree.js';
import { ROOT } from './files.js';
import { checkOperations } from './operation-checks.js';
import { readSubgraphs } from './subgraphs.js';

const HELP = `npm run schema:compose

Composes the subgraphs' schemas and writes schema/supergraph.graphql (for the gateway) and schema/api.graphql (for
clients), then the types and documents of schema/client for every operation in schema/operations. Exits 1 when the
subgraphs do not compose, and writes nothing then; or when an operation does not fit, and leaves schema/client alone.
`;

process.exitCode = await runCommand(HELP, write);

async function write(): Promise<number> {
  const result = compose(readSubgraphs(workingTree(ROOT)));
  if ('problems' in result) {
    process.stderr.write(
      `The subgraphs do not compose:\n${result.problems.map(({ message }) => `  - ${message}\n`).join('')}`,
    );
    return 1;
  }
  writeFileSync(join(ROOT, SUPERGRAPH), result.composed.supergraph);
  writeFileSync(join(ROOT, API), result.composed.api);
  process.stdout.write('Wrote schema/supergraph.graphql and schema/api.graphql.\n');
  return writeTypes(result.composed.api);
}

async function writeTypes(api: string): Promise<number> {
  const findings = checkOperations(api);
  if (findings.length > 0) {
    const list = findings.map(({ message }) => `  - ${message}\n`).join('');
    process.stderr.write(`These operations do not fit; schema/client is as it was:\n${list}`);
    return 1;
  }
  writeClient(await generateClient(api));
  process.stdout.write('Wrote schema/client/src/generated.\n');
  return 0;
}
