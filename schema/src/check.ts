import { checkBoot } from './boot.js';
import { checkComposition, checkDirectives, checkDrift, type Finding } from './checks.js';
import { checkClientDrift, generateClient } from './client.js';
import { runCommand } from './command.js';
import { checkOperations } from './operation-checks.js';
import { readSubgraphs } from './subgraphs.js';

const HELP = `npm run schema:check

Judges the schema as it is in the working tree. Each finding names its check:
  directives    what this gateway cannot run, or runs wrongly
  composition   the subgraphs compose
  drift         the committed supergraph.graphql and api.graphql are what they compose to
  operations    every operation in schema/operations validates against the API, and says its topic, what it is for, and
                variables to try it with
  client        the committed schema/client/src/generated is what the API and the operations generate
  boot          the gateway starts on the supergraph
Exits 0 when nothing is found, else 1.
`;

process.exitCode = await runCommand(HELP, check);

async function check(): Promise<number> {
  const findings = await findAll();
  for (const { check: name, message } of findings) process.stderr.write(`${name}: ${message}\n`);
  process.stdout.write(findings.length === 0 ? 'The schema is in order.\n' : `${findings.length} finding(s).\n`);
  return findings.length === 0 ? 0 : 1;
}

async function findAll(): Promise<Finding[]> {
  const subgraphs = readSubgraphs();
  const directives = checkDirectives(subgraphs);
  const { findings, composed } = checkComposition(subgraphs);
  if (composed === null) return [...directives, ...findings];
  return [
    ...directives,
    ...checkDrift(composed),
    ...(await checkFrontend(composed.api)),
    ...(await checkBoot(composed.supergraph)),
  ];
}

/** There are no types for what does not fit, so that is said alone. */
async function checkFrontend(api: string): Promise<Finding[]> {
  const findings = checkOperations(api);
  return findings.length > 0 ? findings : checkClientDrift(await generateClient(api));
}
