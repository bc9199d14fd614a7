import { parseArgs } from 'node:util';
import { explain } from '@bailiwick/subgraph-host';
import { ControlFailed, listDomains, switchDomain } from './control-client.js';
import { dataDirOf } from './data-dir.js';

const HELP = `npm run domain -- list | stop NAME | start NAME [--data DIR]

Stops one domain of the platform that npm start runs on this machine, and starts it again: to see what an outage looks
like to everybody else. Its data stays. Only the embedded platform can be switched so, and only by who started it.

  list          every domain, whether it runs, and where
  stop NAME     as if NAME had crashed: its connections are cut
  start NAME    brings it back; returns when it serves and the others hear from it again
  --data DIR    the platform's data (default .data, or BAILIWICK_DATA)

Ends with 0 when it is so (also when it was so before), 1 when it could not be done, 2 when it was not understood.
`;

process.exitCode = await run();

async function run(): Promise<number> {
  const { values, positionals } = readArguments();
  if (values.help === true) return say(HELP);
  try {
    const data = values.data === undefined ? '' : ` --data ${values.data}`;
    return await carryOut(positionals, dataDirOf(values.data, process.env), data);
  } catch (error) {
    return error instanceof ControlFailed
      ? complain(error.message, error.misunderstood ? 2 : 1)
      : complain(explain(error), 1);
  }
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' }, data: { type: 'string' } },
    });
  } catch (error) {
    process.stderr.write(`${explain(error)}\n${HELP}`);
    process.exit(2);
  }
}

async function carryOut([verb, name, ...more]: readonly string[], dataDir: string, data: string): Promise<number> {
  if (verb === 'list' && name === undefined) return list(dataDir);
  if ((verb !== 'stop' && verb !== 'start') || name === undefined || more.length > 0)
    return complain('Say list, stop NAME or start NAME. More with --help.', 2);
  const changed = await switchDomain(dataDir, verb, name);
  const already = changed ? '' : ' already';
  if (verb === 'start') return say(`${name} is running${already}.\n`);
  return say(`${name} is stopped${already}. Bring it back with: npm run domain -- start ${name}${data}\n`);
}

async function list(dataDir: string): Promise<number> {
  const domains = await listDomains(dataDir);
  const width = Math.max(...domains.map(({ name }) => name.length));
  return say(
    domains
      .map(({ name, running, url }) => `${name.padEnd(width)}  ${running ? `running at ${url}` : 'stopped'}\n`)
      .join(''),
  );
}

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}

function complain(text: string, code: number): number {
  process.stderr.write(`${text}\n`);
  return code;
}
