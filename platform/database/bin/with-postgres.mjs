#!/usr/bin/env node
// Runs a command against a throw-away PostgreSQL server: `node bin/with-postgres.mjs vitest run`. The command finds its
// superuser's URL in BAILIWICK_TEST_POSTGRES. If that is set already, that server is used and none is started.
import { spawn } from 'node:child_process';
import { startPostgresCluster } from '../dist/testing/cluster.js';

const [command, ...parameters] = process.argv.slice(2);
if (command === undefined) {
  console.error('usage: with-postgres COMMAND [ARGUMENT…]');
  process.exit(2);
}

const given = process.env.BAILIWICK_TEST_POSTGRES;
const cluster = given ? null : await startPostgresCluster();
const child = spawn(command, parameters, {
  stdio: 'inherit',
  env: { ...process.env, BAILIWICK_TEST_POSTGRES: given || cluster.url },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => finish(`${command} does not start: ${error.message}`, 127));
child.on('exit', (code) => finish(null, code ?? 1));

async function finish(problem, code) {
  if (problem !== null) console.error(problem);
  await cluster?.stop();
  process.exit(code);
}
