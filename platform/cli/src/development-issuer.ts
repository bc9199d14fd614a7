import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { exportJWK, generateKeyPair, importJWK, SignJWT, type JSONWebKeySet, type JWK } from 'jose';
import { z } from 'zod';
import { DEVELOPMENT, DEVELOPMENT_AUDIENCE } from './demo-plan.js';

const keyFile = z.object({
  privateJwk: z.looseObject({ kty: z.string(), kid: z.string() }),
  publicJwk: z.looseObject({ kty: z.string(), kid: z.string() }),
});
const ALGORITHM = 'ES256';

/** Stands in for a company's identity provider on a developer's machine. Production verifiers know neither its name nor its key. */
export interface DevelopmentIssuer {
  readonly jwks: JSONWebKeySet;
  sign(
    claims: { readonly email: string; readonly multiFactor: boolean },
    now: Date,
    lifetimeSeconds: number,
  ): Promise<string>;
}

export const developmentIssuerFile = (dataDir: string): string => join(dataDir, 'development-issuer.json');

/** Makes the issuer's key on the first start; it lives beside the data that trusts it. */
export async function openDevelopmentIssuer(dataDir: string): Promise<DevelopmentIssuer> {
  const file = developmentIssuerFile(dataDir);
  if (!existsSync(file)) await createKeyFile(file);
  return readDevelopmentIssuer(file);
}

export function readDevelopmentIssuer(file: string): DevelopmentIssuer {
  const { privateJwk, publicJwk } = keyFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  return {
    jwks: { keys: [publicJwk] },
    sign: async ({ email, multiFactor }, now, lifetimeSeconds) => {
      const issuedAt = Math.floor(now.getTime() / 1000);
      return new SignJWT({ email, name: email, amr: multiFactor ? ['pwd', 'mfa'] : ['pwd'] })
        .setProtectedHeader({ alg: ALGORITHM, kid: publicJwk.kid, typ: 'JWT' })
        .setIssuer(DEVELOPMENT)
        .setAudience(DEVELOPMENT_AUDIENCE)
        .setSubject(email)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + lifetimeSeconds)
        .sign(await importJWK(privateJwk as JWK, ALGORITHM)); // parsed above; jose checks the rest on import
    },
  };
}

async function createKeyFile(file: string): Promise<void> {
  const { privateKey, publicKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const kid = `dev-${Date.now().toString(36)}`;
  const publicJwk = { ...(await exportJWK(publicKey)), kid, alg: ALGORITHM, use: 'sig' };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify({ privateJwk: { ...(await exportJWK(privateKey)), kid }, publicJwk }), {
    mode: 0o600,
  });
  chmodSync(`${file}.new`, 0o600);
  renameSync(`${file}.new`, file);
}
