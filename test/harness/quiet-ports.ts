import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { DEFAULT_PORTS, type Ports } from '@bailiwick/cli';

/** Below the range from which systems take the ports of outgoing connections: one that is closed stays free. */
const [LOWEST, HIGHEST] = [20_000, 32_000];

/** What this process was given: nobody may listen there yet, so that a second asker would find it free. */
const given = new Set<number>();

/** A port that nobody uses, and that nobody is given by chance while a test has it closed. */
export async function quietPort(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const port = randomInt(LOWEST, HIGHEST);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
  }
  throw new Error(`There is no free port between ${LOWEST} and ${HIGHEST}.`);
}

/** One for everything that listens in a platform: everybody knows everybody's before anybody listens. */
export async function quietPorts(): Promise<Ports> {
  const chosen: Record<keyof Ports, number> = { ...DEFAULT_PORTS };
  for (const name of Object.keys(DEFAULT_PORTS) as (keyof Ports)[]) chosen[name] = await quietPort(); // its own keys
  return chosen;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
