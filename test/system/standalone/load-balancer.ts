import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** One address for several replicas: each connection goes to the next one that answers. */
export interface LoadBalancer {
  /** How many connections each replica was given, in the order in which they were named. */
  given(): readonly number[];
  close(): Promise<void>;
}

export async function balance(port: number, replicas: readonly URL[]): Promise<LoadBalancer> {
  const given = replicas.map(() => 0);
  const sockets = new Set<Socket>();
  const track = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  };
  let turn = 0;
  const join = (client: Socket, first: number, attempt: number): void => {
    const index = (first + attempt) % replicas.length;
    const replica = track(connect(Number(replicas[index]?.port), '127.0.0.1'));
    replica.once('error', () => (attempt + 1 < replicas.length ? join(client, first, attempt + 1) : client.destroy()));
    replica.once('connect', () => {
      given[index] = (given[index] ?? 0) + 1;
      client.pipe(replica).pipe(client);
      client.once('close', () => replica.destroy());
      replica.once('close', () => client.destroy());
    });
  };
  const server = createServer((client) => {
    join(track(client), turn++, 0);
  });
  await once(server.listen(port, '127.0.0.1'), 'listening');
  const close = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return { given: () => given, close };
}
