import type { Child } from './child.js';
import { DOMAINS, reachDatabase, type Domain, type DomainDatabase } from './databases.js';
import { startServices, type Deployment } from './deployment.js';
import type { Site } from './site.js';

/** The same site, its services started on the databases of another server. Its keys and ports stay the old one's. */
export async function moveTo(
  site: Deployment,
  server: URL,
  beforeStart: (moved: Site) => Promise<void>,
): Promise<Deployment> {
  const reached = DOMAINS.map(async (domain) => [domain, await reachDatabase(server, domain, domain)] as const);
  const databases = Object.fromEntries(await Promise.all(reached)) as Record<Domain, DomainDatabase>; // one for each
  const children = new Map<string, Child>();
  const remove = async (): Promise<void> => {
    await Promise.all([...children.values()].map((child) => child.stop()));
    await Promise.all(Object.values(databases).map((database) => database.remove()));
  };
  const { directory, keys, ports, issuer } = site;
  const moved: Site = { directory, keys, ports, issuer, databases, remove };
  try {
    await beforeStart(moved);
    return { ...(await startServices(moved, children)), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
