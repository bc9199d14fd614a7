import { parseArgs } from 'node:util';
import { ConfigError, createLog, settingsHelp, settingsOf, type Log } from '@bailiwick/config';
import {
  DatabaseRestored,
  DatabaseUnavailable,
  DataDirectoryLocked,
  IsolationBroken,
  MigrationMismatch,
  NotMigrated,
  openPostgres,
} from '@bailiwick/database';
import type { PlatformTables } from '@bailiwick/events';
import { loadKeys, watchKeys, type KeySet } from '@bailiwick/keys';
import { z } from 'zod';
import type { DomainDefinition } from './definition.js';
import { readDomainConfig, settingsAt, type DomainConfig } from './domain-config.js';
import { hostKeys } from './host-keys.js';
import type { HostOptions } from './host-options.js';
import { hostDomain } from './host.js';
import { PortInUse } from './listener.js';

export interface StandaloneDomain<Tables extends PlatformTables> {
  readonly definition: DomainDefinition<Tables>;
  /** Settings that only this domain has; `settings` below reads them. */
  readonly ownSettings?: z.ZodObject;
  /** What the definition's `assemble` gets as `settings`. Left out when it needs none. */
  readonly settings?: (around: StandaloneSurroundings) => unknown;
}

/** What a domain that runs alone can make its own settings of. */
export interface StandaloneSurroundings {
  readonly keys: () => KeySet;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The names of the domains whose URLs it knows, its own perhaps among them. */
  readonly peers: readonly string[];
}

/** A domain's `main`: hosts it alone, against PostgreSQL, until SIGINT or SIGTERM. Answers the exit code. */
export async function runDomain<Tables extends PlatformTables>(
  domain: StandaloneDomain<Tables>,
  environment: Readonly<Record<string, string | undefined>>,
  args: readonly string[],
): Promise<number> {
  const { name } = domain.definition;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { help: { type: 'boolean', short: 'h' }, port: { type: 'string' } },
    });
    if (values.help === true) {
      process.stdout.write(helpOf(domain));
      return 0;
    }
    const config = readDomainConfig(domain.definition.directory, {
      ...environment,
      ...(values.port !== undefined && { PORT: values.port }),
    });
    await serve(domain, config, environment, createLog(name, config.LOG_LEVEL));
    return 0;
  } catch (error) {
    process.stderr.write(`${name} did not start: ${explain(error)}\n`);
    return 1;
  }
}

async function serve<Tables extends PlatformTables>(
  domain: StandaloneDomain<Tables>,
  config: DomainConfig,
  environment: Readonly<Record<string, string | undefined>>,
  log: Log,
): Promise<void> {
  const { definition } = domain;
  const keys = openKeys(definition.name, config, log);
  // In whatever way it ends: an open pool would keep the process of a domain that did not start.
  try {
    const url = config.DATABASE_URL;
    const database = await openPostgres<Tables>({ url, domain: definition, log, poolSize: config.DATABASE_POOL_SIZE });
    try {
      const settings = domain.settings?.({ keys: keys.current, environment, peers: Object.keys(config.PEERS) }) ?? {};
      await hostUntilStopped(definition, config, { database, keys: hostKeys(keys.current), settings, log });
    } finally {
      await database.close();
    }
  } finally {
    keys.stop();
  }
  log.info({}, 'domain stopped');
}

type Opened<Tables extends PlatformTables> = Pick<HostOptions<Tables>, 'database' | 'keys' | 'settings' | 'log'>;

async function hostUntilStopped<Tables extends PlatformTables>(
  definition: DomainDefinition<Tables>,
  config: DomainConfig,
  opened: Opened<Tables>,
): Promise<void> {
  const running = await hostDomain(definition, {
    ...opened,
    host: config.HOST,
    port: config.PORT,
    publicPort: config.PUBLIC_PORT,
    authority: config.AUTHORITY,
    trustDomain: config.TRUST_DOMAIN,
    peers: config.PEERS,
    jwks: { identity: config.IDENTITY_JWKS_URL, credentials: config.CREDENTIALS_JWKS_URL },
    now: () => new Date(),
  });
  opened.log.info({ url: running.url.href, publicUrl: running.publicUrl?.href ?? null }, 'domain started');
  await stopSignal();
  await running.stop();
}

function openKeys(
  workload: string,
  config: DomainConfig,
  log: Log,
): { readonly current: () => KeySet; readonly stop: () => void } {
  if (config.KEYS_FILE !== undefined) return watchKeys({ file: config.KEYS_FILE, workload, log });
  const keys = loadKeys({ json: config.KEYS ?? '', name: 'KEYS' }, { workload, now: new Date() });
  return { current: () => keys, stop: () => undefined };
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      resolve();
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
}

const EXPECTED = [
  DatabaseRestored,
  ConfigError,
  PortInUse,
  DataDirectoryLocked,
  DatabaseUnavailable,
  NotMigrated,
  MigrationMismatch,
  IsolationBroken,
];

/** What somebody can act on is told in its own words; the rest is a defect and shows its stack. */
export function explain(error: unknown): string {
  if (EXPECTED.some((kind) => error instanceof kind) || isArgumentError(error))
    return error instanceof Error ? error.message : String(error);
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function isArgumentError(error: unknown): boolean {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

function helpOf<Tables extends PlatformTables>(domain: StandaloneDomain<Tables>): string {
  const { name, directory } = domain.definition;
  const settings = [...settingsOf(settingsAt(directory)), ...settingsOf(domain.ownSettings ?? z.object({}))];
  return `npm run start:${name} -- [--port N]

Hosts the ${name} domain alone, against PostgreSQL, with GET /livez and /readyz. Settings come from the environment:

${settingsHelp(settings)}`;
}
