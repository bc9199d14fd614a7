import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDevelopmentIssuer, reportTo, startPlatform, type RunningPlatform } from '@bailiwick/cli';
import { createLog } from '@bailiwick/config';
import { quietPorts } from './quiet-ports.js';

const HOST = '127.0.0.1';

/** One whole platform for a test file: embedded database in a folder of its own, demo seeded, free ports. */
export interface TestPlatform extends RunningPlatform {
  readonly dataDir: string;
  /** A person's token, as their company's identity provider would issue it. */
  tokenOf(
    email: string,
    options?: { readonly multiFactor?: boolean; readonly now?: Date; readonly lifetimeSeconds?: number },
  ): Promise<string>;
  /** A demo machine's key. */
  keyOf(machine: string): string;
  /** One GraphQL request through the gateway. */
  ask(request: Ask): Promise<Answer>;
  remove(): Promise<void>;
}

export interface Ask {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
  /** An e-mail address of the demo, a machine's name, or a whole credential after `Bearer `. Null sends none. */
  readonly as: string | null;
  readonly tenant?: string;
  readonly headers?: Record<string, string>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly data: Record<string, any> | null | undefined; // eslint-disable-line @typescript-eslint/no-explicit-any -- tests read paths of answers that their own query shapes
  readonly errors: readonly AnsweredError[];
  readonly text: string;
}

export interface AnsweredError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- as above
}

export async function startTestPlatform(
  options: { readonly dataDir?: string; readonly now?: () => Date } = {},
): Promise<TestPlatform> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'bailiwick-system-'));
  const ports = await quietPorts();
  const log = createLog('system', process.env['LOG_LEVEL'] ?? 'fatal');
  const platform = await startPlatform({
    dataDir,
    host: HOST,
    ports,
    log,
    nodeEnv: undefined,
    progress: reportTo(() => undefined),
    ...(options.now && { now: options.now }),
  });
  const issuer = await openDevelopmentIssuer(dataDir);
  const keys = JSON.parse(readFileSync(join(dataDir, 'demo-credentials.json'), 'utf8')) as readonly {
    name: string;
    secret: string;
  }[]; // we wrote it
  const tokenOf: TestPlatform['tokenOf'] = (
    email,
    { multiFactor = false, now = new Date(), lifetimeSeconds = 3600 } = {},
  ) => issuer.sign({ email, multiFactor }, now, lifetimeSeconds);
  const keyOf = (machine: string): string => {
    const found = keys.find(({ name }) => name === machine);
    if (found === undefined) throw new Error(`The demo has no machine ${machine}.`);
    return found.secret;
  };
  const credentialOf = async (as: string): Promise<string> =>
    as.startsWith('Bearer ') ? as.slice(7) : as.includes('@') ? tokenOf(as) : keyOf(as);
  return {
    ...platform,
    dataDir,
    tokenOf,
    keyOf,
    ask: async (request) =>
      send(platform.gateway, request, request.as === null ? null : await credentialOf(request.as)),
    remove: async () => {
      await platform.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export async function send(
  gateway: URL,
  { query, variables, operationName, tenant, headers }: Ask,
  credential: string | null,
): Promise<Answer> {
  const response = await fetch(new URL('/graphql', gateway), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(credential !== null && { authorization: `Bearer ${credential}` }),
      ...(tenant !== undefined && { 'x-tenant': tenant }),
      ...headers,
    },
    body: JSON.stringify({ query, variables, operationName }),
  });
  const text = await response.text();
  const { data, errors } = parse(text);
  return { status: response.status, headers: response.headers, data, errors: errors ?? [], text };
}

function parse(text: string): { data?: Answer['data']; errors?: readonly AnsweredError[] } {
  try {
    return JSON.parse(text) as { data?: Answer['data']; errors?: readonly AnsweredError[] }; // GraphQL over HTTP's own shape
  } catch {
    return {};
  }
}
