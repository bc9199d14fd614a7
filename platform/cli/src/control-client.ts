import { request, type RequestOptions } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { findControlSocket } from './control-socket.js';

const standings = z.object({
  domains: z.array(z.object({ name: z.string(), running: z.boolean(), url: z.string() })),
});
const outcome = z.object({ changed: z.boolean() });
const refusal = z.object({ problem: z.string() });

/** In words for whoever typed the command. */
export class ControlFailed extends Error {
  override readonly name = 'ControlFailed';

  /** Something else has to be said; asking again does not help. */
  readonly misunderstood: boolean;

  constructor(message: string, misunderstood: boolean) {
    super(message);
    this.misunderstood = misunderstood;
  }
}

export async function listDomains(dataDir: string): Promise<z.output<typeof standings>['domains']> {
  return standings.parse(await ask(dataDir, 'GET', '/')).domains;
}

/** False: it was so already. */
export async function switchDomain(dataDir: string, verb: 'stop' | 'start', name: string): Promise<boolean> {
  return outcome.parse(await ask(dataDir, 'POST', `/${encodeURIComponent(name)}/${verb}`)).changed;
}

async function ask(dataDir: string, method: string, path: string): Promise<unknown> {
  const { status, said } = await exchange({ socketPath: findControlSocket(dataDir), method, path }).catch(
    (error: unknown) => {
      throw new ControlFailed(whyUnreachable(error, dataDir), false);
    },
  );
  const body: unknown = JSON.parse(said);
  if (status !== 200) throw new ControlFailed(refusal.parse(body).problem, status < 500);
  return body;
}

function exchange(options: RequestOptions): Promise<{ readonly status: number; readonly said: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(options, (response) => {
      text(response).then((said) => {
        resolve({ status: response.statusCode ?? 0, said });
      }, reject);
    });
    asked.once('error', reject).end();
  });
}

function whyUnreachable(error: unknown, dataDir: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EACCES') return `The platform on ${dataDir} was started by another user of this machine.`;
  if (code === 'ENOENT' || code === 'ECONNREFUSED')
    return `No platform is running on ${dataDir}. Start it with npm start, or say --data DIR if it keeps its data elsewhere.`;
  return `The platform on ${dataDir} went away: ${error instanceof Error ? error.message : String(error)}`;
}
