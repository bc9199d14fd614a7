import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Context } from '../command.js';
import { misused } from '../problem.js';

/** The public key of a client, from the file that `--public-jwk` names. Null when nobody named one. */
export async function readPublicJwk({ given, world }: Pick<Context, 'given' | 'world'>): Promise<unknown> {
  const file = given.text('public-jwk');
  return file === null ? null : readJwk(resolve(world.cwd, file));
}

/** A private key that is handed over is nobody's own any more, so it does not even leave this machine. */
async function readJwk(file: string): Promise<unknown> {
  const jwk: unknown = await readFile(file, 'utf8')
    .then((text) => JSON.parse(text) as unknown)
    .catch(() => {
      throw misused(`${file} holds no JWK.`, 'Name a file with one public key as JSON.');
    });
  if (typeof jwk === 'object' && jwk !== null && ('d' in jwk || 'k' in jwk))
    throw misused(`${file} holds a private key. It was not sent anywhere.`, 'Name the file of its public key.');
  return jwk;
}
