import { ConfigError, createLog } from '@bailiwick/config';
import { HELP, parseCommandLine } from './arguments.js';
import { readGatewayConfig } from './config.js';

try {
  await run();
} catch (error) {
  // A problem of the configuration says what to do; its stack would only hide that.
  process.stderr.write(
    `${error instanceof ConfigError ? error.message : `The gateway could not start: ${error instanceof Error ? error.message : String(error)}`}\n`,
  );
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const { help, environment } = parseCommandLine(process.argv.slice(2));
  if (help) {
    process.stdout.write(HELP);
    return;
  }
  const config = readGatewayConfig({ ...process.env, ...environment });
  const log = createLog('gateway', config.logLevel);
  // Only now: loading the graph libraries takes a second that neither --help nor a wrong setting should cost.
  const { createGateway } = await import('./gateway.js');
  const gateway = createGateway(config, { log });
  await gateway.start();
  const stop = (signal: string): void => {
    log.info({ signal }, 'gateway draining');
    void gateway.stop().then(() => {
      log.info({}, 'gateway stopped');
    });
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}
