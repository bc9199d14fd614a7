import { createServer, type AddressInfo } from 'node:net';

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

/** Ports that are free now, for a second platform on one machine. Everybody knows everybody's before anybody listens. */
export async function freePorts(host: string): Promise<Ports> {
  const names = Object.keys(DEFAULT_PORTS);
  const servers = await Promise.all(names.map(() => listenAnywhere(host)));
  const entries = servers.map((server, index): [string | undefined, number] => [
    names[index],
    (server.address() as AddressInfo).port, // a TCP server's address
  ]);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  const found: Partial<Record<string, number>> = Object.fromEntries(entries);
  return { ...DEFAULT_PORTS, ...found };
}

function listenAnywhere(host: string): Promise<ReturnType<typeof createServer>> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, host, () => {
      resolve(server);
    });
  });
}
