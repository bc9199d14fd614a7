import { createServer, type Server } from 'node:net';

/** Where everything listens. */
export interface Ports {
  readonly gateway: number;
  readonly access: number;
  readonly billing: number;
  readonly identity: number;
  readonly credentials: number;
  readonly identityPublic: number;
  readonly credentialsPublic: number;
}

export const DEFAULT_PORTS: Ports = {
  gateway: 4000,
  access: 4001,
  billing: 4002,
  identity: 4003,
  credentials: 4004,
  identityPublic: 4103,
  credentialsPublic: 4104,
};

/** The whole platform beside one gateway's port, at the distances of the defaults: a second one needs one number. */
export function portsFrom(gateway: number): Ports {
  const at = (name: keyof Ports): number => gateway + DEFAULT_PORTS[name] - DEFAULT_PORTS.gateway;
  return {
    gateway,
    access: at('access'),
    billing: at('billing'),
    identity: at('identity'),
    credentials: at('credentials'),
    identityPublic: at('identityPublic'),
    credentialsPublic: at('credentialsPublic'),
  };
}

/** The highest that leaves room for the others. */
export const GATEWAY_PORT_MAX = 65_535 - (DEFAULT_PORTS.credentialsPublic - DEFAULT_PORTS.gateway);

/** Ports that are free now, for a second platform on one machine. Everybody knows everybody's before anybody listens. */
export async function freePorts(host: string): Promise<Ports> {
  const servers = await Promise.all(Object.keys(DEFAULT_PORTS).map(() => listenAnywhere(host)));
  const [gateway, access, billing, identity, credentials, identityPublic, credentialsPublic] = servers.map(portOf);
  await Promise.all(servers.map((server) => new Promise<unknown>((resolve) => server.close(resolve))));
  const found = { gateway, access, billing, identity, credentials, identityPublic, credentialsPublic };
  return { ...DEFAULT_PORTS, ...withoutGaps(found) };
}

function withoutGaps(found: Readonly<Record<keyof Ports, number | undefined>>): Partial<Ports> {
  return Object.fromEntries(Object.entries(found).filter(([, port]) => port !== undefined));
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
