import { mkdirSync } from 'node:fs';
import { ConfigError, type Log } from '@bailiwick/config';
import { openEmbedded, type Embedded } from '@bailiwick/database';
import type { DemoPlan } from '@bailiwick/subgraph-host';
import { openControl } from './control.js';
import { demoPlan } from './demo-plan.js';
import { openDevelopmentIssuer } from './development-issuer.js';
import type { DomainSwitches } from './domain-switches.js';
import { DEFINITIONS, DOMAIN_NAMES } from './domains.js';
import { hostEmbeddedDomains } from './embedded-domains.js';
import { startEmbeddedGateway } from './embedded-gateway.js';
import { holesInFence } from './fence.js';
import { ensureKeys } from './key-files.js';
import { openPicker } from './picker.js';
import type { Ports } from './ports.js';
import type { Progress } from './progress.js';
import { seedDemo } from './seed-demo.js';

export interface PlatformOptions {
  readonly dataDir: string;
  readonly host: string;
  readonly ports: Ports;
  readonly log: Log;
  /** `NODE_ENV`: with `production` the embedded platform refuses to start. */
  readonly nodeEnv: string | undefined;
  readonly progress: Progress;
  readonly now?: () => Date;
}

export interface RunningPlatform extends DomainSwitches {
  readonly gateway: URL;
  readonly services: Readonly<Record<string, URL>>;
  /** Where OAuth clients get access tokens; the metadata says the rest. */
  readonly tokenIssuer: URL;
  readonly demo: DemoPlan;
  stop(): Promise<void>;
}

const NAMES = new Intl.ListFormat('en-GB');

/** The whole platform in this process: the embedded database, the domains and the gateway, each on its own port. */
export async function startPlatform(options: PlatformOptions): Promise<RunningPlatform> {
  const undo: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const each of undo.splice(0).reverse()) await each();
  };
  try {
    return { ...(await bringUp(options, undo)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** In order; what was started adds how it is stopped to `undo`, so that a failed start leaves nothing running. */
async function bringUp(
  options: PlatformOptions,
  undo: (() => Promise<void>)[],
): Promise<Omit<RunningPlatform, 'stop'>> {
  const { dataDir, host, ports, log, progress, nodeEnv } = options;
  const holes = holesInFence({ host, nodeEnv });
  if (holes.length > 0) throw new ConfigError(holes);
  const now = options.now ?? (() => new Date());
  const startedAt = now();
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  ensureKeys(dataDir, now());
  const issuer = await openDevelopmentIssuer(dataDir);
  const demo = demoPlan(`http://${host}:${ports.identityPublic}/development/jwks.json`);
  const seed = (fresh: Embedded): Promise<void> => seedDemo(fresh, demo, dataDir, now());
  const embedded = await progress.step('Opening the embedded database', () =>
    openEmbedded({ dataDir, domains: DEFINITIONS, log, seed }),
  );
  undo.push(() => embedded.close());
  const domains = await progress.step(`Starting ${NAMES.format(DOMAIN_NAMES)}`, () =>
    hostEmbeddedDomains({ embedded, dataDir, host, ports, issuer, startedAt, now, log }),
  );
  undo.push(() => domains.stop());
  const control = await openControl(dataDir, domains, log);
  undo.push(() => control.close());
  await progress.step('Catching up with each other', () =>
    Promise.all(domains.running.map((domain) => domain.caughtUp())),
  );
  const picker = openPicker({ demo, issuer, dataDir, host, port: ports.gateway, nodeEnv, now });
  const gateway = await progress.step('Starting the gateway', () =>
    startEmbeddedGateway({ dataDir, host, ports, log, clock: options.now ? clockOf(options.now) : null, picker }),
  );
  undo.push(() => gateway.stop());
  return {
    gateway: gateway.url,
    services: Object.fromEntries(domains.running.map((domain) => [domain.name, domain.url])),
    tokenIssuer: new URL(`http://${host}:${ports.credentialsPublic}`),
    demo,
    domains: domains.domains,
    stopDomain: domains.stopDomain,
    startDomain: domains.startDomain,
  };
}

/** A clock that somebody else turns is followed everywhere, also where a machine's own would be read two ways. */
function clockOf(now: () => Date): { readonly now: () => Date; readonly steadyMs: () => number } {
  return { now, steadyMs: () => now().getTime() };
}
