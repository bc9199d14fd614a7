import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { quietPort } from '../../harness/quiet-ports.js';

/** The way to a database server, which a test can shut: what a service sees when the server goes away. */
export interface DatabaseDoor {
  readonly port: number;
  /** Ends every connection, and refuses new ones. */
  shut(): Promise<void>;
  open(): Promise<void>;
  /** Nothing passes any more, and nobody is told: what a cut cable looks like. Ends with `open`. */
  hold(): void;
  close(): Promise<void>;
}

export async function openDoor(server: URL): Promise<DatabaseDoor> {
  const sockets = new Set<Socket>();
  let held = false;
  const track = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  };
  const listener = createServer((client) => {
    track(client);
    if (held) return;
    const database = track(connect(Number(server.port), server.hostname));
    client.on('close', () => database.destroy());
    database.on('close', () => client.destroy());
    client.on('data', (chunk) => held || database.write(chunk));
    database.on('data', (chunk) => held || client.write(chunk));
  });
  const listen = async (port: number): Promise<void> => {
    await once(listener.listen(port, '127.0.0.1'), 'listening');
  };
  const drop = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const shut = async (): Promise<void> => {
    if (!listener.listening) return;
    const closed = once(listener, 'close');
    listener.close();
    drop();
    await closed;
  };
  const port = await quietPort();
  await listen(port);
  return {
    port,
    shut,
    open: async () => {
      if (held) drop();
      held = false;
      if (!listener.listening) await listen(port);
    },
    hold: () => {
      held = true;
    },
    close: shut,
  };
}
