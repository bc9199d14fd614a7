import { npmRun, ran, untilReady, type Child } from './child.js';
import { bootstrapCommand, gatewayEnvironment, HOST, migration, serviceEnvironment } from './commands.js';
import { DOMAINS, type Domain } from './databases.js';
import { quietPort } from '../../harness/quiet-ports.js';
import { prepareSite, type Site, type SiteOptions } from './site.js';

/** Five processes of five programs on four databases, as README says to start them. */
export interface Deployment extends Site {
  readonly gateway: URL;
  readonly gatewayProcess: Child;
  readonly service: (domain: Domain) => Child;
  /** Starts a service's process; the one that `service` answers from then on. */
  readonly start: (domain: Domain) => Promise<Child>;
  /** One more process of the domain on the same database, on a port of its own, known to callers as `authority`. */
  readonly startReplica: (domain: Domain, authority: string) => Promise<{ readonly child: Child; readonly url: URL }>;
  readonly bootstrap: () => Promise<string>;
  readonly urlOf: (domain: Domain) => URL;
}

export async function deploy(options: SiteOptions = {}): Promise<Deployment> {
  const site = await prepareSite(options);
  const children = new Map<string, Child>();
  const remove = async (): Promise<void> => {
    await Promise.all([...children.values()].map((child) => child.stop()));
    await site.remove();
  };
  try {
    return { ...(await startAll(site, children)), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function startAll(site: Site, children: Map<string, Child>): Promise<Deployment> {
  await ran({ script: 'keys', args: ['init', '--dir', site.keys] });
  for (const domain of DOMAINS) await ran(migration(site, domain));
  return startServices(site, children);
}

/** The five processes, on keys and databases that are ready. `children` are theirs, to stop them by. */
export async function startServices(site: Site, children: Map<string, Child>): Promise<Deployment> {
  const services = servicesOf(site, children);
  await Promise.all(DOMAINS.map(services.start));
  const gateway = new URL(`http://${HOST}:${site.ports.gateway}`);
  const gatewayProcess = npmRun({ script: 'start:gateway', env: gatewayEnvironment(site) });
  children.set('gateway', gatewayProcess);
  await untilReady(gatewayProcess, gateway);
  return { ...site, ...services, gateway, gatewayProcess, bootstrap: () => ran(bootstrapCommand(site)) };
}

function servicesOf(
  site: Site,
  children: Map<string, Child>,
): Pick<Deployment, 'service' | 'start' | 'startReplica' | 'urlOf'> {
  const urlOf = (domain: Domain): URL => new URL(`http://${HOST}:${site.ports[domain]}`);
  const begin = async (name: string, domain: Domain, url: URL, own: Record<string, string>): Promise<Child> => {
    const child = npmRun({ script: `start:${domain}`, env: { ...serviceEnvironment(site, domain), ...own } });
    children.set(name, child);
    await untilReady(child, url);
    return child;
  };
  return {
    urlOf,
    service: (domain) => named(children, domain),
    start: (domain) => begin(domain, domain, urlOf(domain), {}),
    startReplica: async (domain, authority) => {
      const [port, publicPort] = [await quietPort(), await quietPort()];
      const url = new URL(`http://${HOST}:${port}`);
      const own = { PORT: String(port), PUBLIC_PORT: String(publicPort), AUTHORITY: authority };
      return { url, child: await begin(`${domain} ${port}`, domain, url, own) };
    },
  };
}

function named(children: ReadonlyMap<string, Child>, name: string): Child {
  const child = children.get(name);
  if (child === undefined) throw new Error(`${name} was not started.`);
  return child;
}
