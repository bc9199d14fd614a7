import { createServer, type Server } from 'node:net';
import { DOMAINS, mapRecord, type DomainName } from './domains.js';

/** Where everything listens. A public port is used only by a domain that offers something to the public. */
export type Ports = Readonly<Record<'gateway' | DomainName | `${DomainName}Public`, number>>;

const GATEWAY = 4000;
/** From a domain's port to the one that is kept free for the public, until its `package.json` names another. */
const PUBLIC_DISTANCE = 100;

/** The gateway's own, and what each domain's `package.json` says. */
export const DEFAULT_PORTS: Ports = {
  gateway: GATEWAY,
  ...mapRecord(DOMAINS, ({ ports }) => ports.port),
  ...asPublic(mapRecord(DOMAINS, ({ ports }) => ports.publicPort ?? ports.port + PUBLIC_DISTANCE)),
};

/** The whole platform beside one gateway's port, at the distances of the defaults: a second one needs one number. */
export function portsFrom(gateway: number): Ports {
  return mapRecord(DEFAULT_PORTS, (port) => gateway + port - GATEWAY);
}

/** The highest that leaves room for the others. */
export const GATEWAY_PORT_MAX = 65_535 - (Math.max(...Object.values(DEFAULT_PORTS)) - GATEWAY);

/** Ports that are free now, for a second platform on one machine. Everybody knows everybody's before anybody listens. */
export async function freePorts(host: string): Promise<Ports> {
  const servers = await Promise.all(Object.keys(DEFAULT_PORTS).map(() => listenAnywhere(host)));
  const found = servers.map(portOf);
  await Promise.all(servers.map((server) => new Promise<unknown>((resolve) => server.close(resolve))));
  return mapRecord(DEFAULT_PORTS, (standard) => found.pop() ?? standard);
}

function asPublic<Name extends string>(ports: Readonly<Record<Name, number>>): Record<`${Name}Public`, number> {
  const renamed = Object.entries(ports).map(([name, port]) => [`${name}Public`, port]);
  return Object.fromEntries(renamed) as Record<`${Name}Public`, number>; // the same ports under their other names
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('A TCP server has a port.');
  return address.port;
}

function listenAnywhere(host: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, host, () => {
      resolve(server);
    });
  });
}
