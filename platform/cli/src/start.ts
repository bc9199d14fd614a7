import { parseArgs } from 'node:util';
import { ConfigError, createLog, type Log } from '@bailiwick/config';
import { explain } from '@bailiwick/subgraph-host';
import { dataDirOf } from './data-dir.js';
import { startPlatform, type RunningPlatform } from './platform.js';
import { DEFAULT_PORTS, GATEWAY_PORT_MAX, portsFrom } from './ports.js';
import { reportTo } from './progress.js';
import { summaryOf } from './summary.js';

const HELP = `npm start -- [--port N] [--host HOST] [--data DIR] [--log LEVEL]

Brings up the whole platform on this machine: the gateway, every domain, and the embedded database with a demo.

  --port N      the gateway's port (default 4000, or PORT); the domains listen above it, as far as by default
  --host HOST   the loopback address to listen on (default 127.0.0.1)
  --data DIR    where the data lives (default .data, or BAILIWICK_DATA); removing it starts afresh
  --log LEVEL   debug, info, warn, error or fatal (default warn)
`;

/** A Ctrl-C reaches npm and us at once, and npm hands it on: what comes so soon after is no second one by hand. */
const HANDED_ON_WITHIN_MS = 1_000;

process.exitCode = await run();

async function run(): Promise<number> {
  try {
    const { values } = parseArgs({
      options: {
        help: { type: 'boolean', short: 'h' },
        port: { type: 'string' },
        host: { type: 'string' },
        data: { type: 'string' },
        log: { type: 'string' },
      },
    });
    if (values.help === true) {
      process.stdout.write(HELP);
      return 0;
    }
    return await serve({
      port: values.port ?? process.env['PORT'],
      host: values.host ?? '127.0.0.1',
      dataDir: dataDirOf(values.data, process.env),
      logLevel: values.log ?? 'warn',
    });
  } catch (error) {
    process.stderr.write(`\nBailiwick did not start: ${explain(error)}\n`);
    return 1;
  }
}

interface Settings {
  readonly port: string | undefined;
  readonly host: string;
  readonly dataDir: string;
  readonly logLevel: string;
}

async function serve({ port, host, dataDir, logLevel }: Settings): Promise<number> {
  const problems = problemsOf(port, logLevel);
  if (problems.length > 0) throw new ConfigError(problems);
  const log = createLog('bailiwick', logLevel);
  process.stdout.write('Bailiwick is starting.\n');
  const progress = reportTo((text) => process.stdout.write(text));
  const platform = await startPlatform({
    dataDir,
    host,
    ports: port === undefined ? DEFAULT_PORTS : portsFrom(Number(port)),
    log,
    nodeEnv: process.env['NODE_ENV'],
    progress,
  });
  process.stdout.write(summaryOf({ ...platform, dataDir }));
  await untilStopped(platform, log);
  return 0;
}

function problemsOf(port: string | undefined, logLevel: string): string[] {
  const isPort =
    port === undefined || (/^\d{1,5}$/.test(port) && Number(port) >= 1_024 && Number(port) <= GATEWAY_PORT_MAX);
  return [
    ...(isPort ? [] : [`--port (or PORT) must be a whole number from 1024 to ${GATEWAY_PORT_MAX}`]),
    ...(['debug', 'info', 'warn', 'error', 'fatal'].includes(logLevel)
      ? []
      : ['--log must be debug, info, warn, error or fatal']),
  ];
}

/** Stops in good order; a second Ctrl-C from somebody impatient stops without waiting. */
async function untilStopped(platform: RunningPlatform, log: Log): Promise<void> {
  const signal = await new Promise<string>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  const signalledAt = performance.now();
  const impatient = (): void => {
    if (performance.now() - signalledAt > HANDED_ON_WITHIN_MS) process.exit(130);
  };
  process.on('SIGINT', impatient);
  process.stdout.write(`\nStopping (${signal}) …`);
  await platform.stop();
  log.info({ signal }, 'platform stopped');
  process.stdout.write(' stopped. Your data is kept.\n');
  process.removeListener('SIGINT', impatient);
}
