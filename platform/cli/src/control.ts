import { chmodSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { Log } from '@bailiwick/config';
import { explain } from '@bailiwick/subgraph-host';
import { makeControlSocket, removeControlSocket } from './control-socket.js';
import { DomainUnknown, type DomainSwitches } from './domain-switches.js';

export interface Control {
  close(): Promise<void>;
}

/**
 * How `npm run domain` reaches the running platform: a Unix socket in a folder that only its owner can enter. No port, so that
 * no page in a browser and nobody else on this machine can switch a domain off.
 */
export async function openControl(dataDir: string, switches: DomainSwitches, log: Log): Promise<Control> {
  const server = createServer((request, response) => {
    void replyTo(switches, log, request).then(({ status, body }) =>
      response.writeHead(status).end(JSON.stringify(body)),
    );
  });
  const socket = makeControlSocket(dataDir);
  server.listen(socket);
  await once(server, 'listening');
  chmodSync(socket, 0o600);
  return {
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
      removeControlSocket(dataDir);
    },
  };
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

async function replyTo(switches: DomainSwitches, log: Log, { method, url = '' }: IncomingMessage): Promise<Reply> {
  try {
    return method === 'GET'
      ? { status: 200, body: { domains: switches.domains() } }
      : await carryOut(switches, log, url);
  } catch (error) {
    if (error instanceof DomainUnknown) return { status: 404, body: { problem: error.message } };
    return { status: 500, body: { problem: explain(error) } };
  }
}

/** `POST /<name>/stop` or `/<name>/start`. */
async function carryOut(switches: DomainSwitches, log: Log, url: string): Promise<Reply> {
  const [, name = '', verb] = url.split('/').map(decodeURIComponent);
  if (verb !== 'stop' && verb !== 'start') return { status: 404, body: { problem: 'Say stop or start.' } };
  const changed = await (verb === 'stop' ? switches.stopDomain(name) : switches.startDomain(name));
  if (changed) log.warn({ domain: name }, `domain ${verb === 'stop' ? 'stopped' : 'started'} by npm run domain`);
  return { status: 200, body: { changed } };
}
