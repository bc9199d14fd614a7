import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '@bailiwick/config';
import type { PlaygroundRoutes } from '@bailiwick/gateway';
import { PICKER_PATHS, type CredentialRequest, type PickedCredential } from '@bailiwick/playground';
import type { DemoPlan } from '@bailiwick/subgraph-host';
import { z } from 'zod';
import type { DevelopmentIssuer } from './development-issuer.js';
import { holesInFence } from './fence.js';
import { answerJson, problem, readJson, refuseStranger } from './picker-door.js';
import { principalsOf } from './picker-principals.js';

export interface PickerOptions {
  readonly demo: DemoPlan;
  readonly issuer: DevelopmentIssuer;
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  readonly nodeEnv: string | undefined;
  readonly now: () => Date;
}

const TOKEN_SECONDS = 3_600;
const wanted = z.strictObject({ id: z.string().min(1).max(200), secondFactor: z.boolean() });
const demoKeys = z.array(z.looseObject({ name: z.string(), secret: z.string() }));

/**
 * Lets the Playground act as anybody in the demo. It hands out credentials for the asking, so it exists only where the
 * demo does, and answers only the page that this gateway served on this machine.
 */
export function openPicker(options: PickerOptions): PlaygroundRoutes {
  const { demo, host, port, nodeEnv } = options;
  const holes = holesInFence({ host, nodeEnv });
  if (holes.length > 0) throw new ConfigError(holes);
  const principals = principalsOf(demo);
  return async (request, path) => {
    if (path !== PICKER_PATHS.principals && path !== PICKER_PATHS.credential) return null;
    const refused = refuseStranger(request, { host, port, method: path === PICKER_PATHS.principals ? 'GET' : 'POST' });
    if (refused !== null) return refused;
    if (path === PICKER_PATHS.principals) return answerJson(200, principals);
    const body = wanted.safeParse(await readJson(request));
    if (!body.success) return problem(400, 'Send {"id": "…", "secondFactor": false} as JSON.');
    const credential = await credentialOf(options, body.data);
    return credential === null ? problem(404, 'The demo has nobody of that name.') : answerJson(200, credential);
  };
}

async function credentialOf(
  { demo, issuer, dataDir, now }: PickerOptions,
  { id, secondFactor }: CredentialRequest,
): Promise<PickedCredential | null> {
  if (demo.people.some(({ email }) => email === id)) {
    const at = now();
    const credential = await issuer.sign({ email: id, multiFactor: secondFactor }, at, TOKEN_SECONDS);
    return { credential, expiresAt: new Date(at.getTime() + TOKEN_SECONDS * 1_000).toISOString() };
  }
  // Read each time: the file is the demo's own, and whoever made it anew expects the new keys.
  const keys = demoKeys.parse(JSON.parse(readFileSync(join(dataDir, 'demo-credentials.json'), 'utf8')));
  const key = keys.find(({ name }) => name === id);
  return key === undefined ? null : { credential: key.secret, expiresAt: null };
}
