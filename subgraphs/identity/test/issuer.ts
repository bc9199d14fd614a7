import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';

/** An identity provider of the test's own: real keys, served over real HTTP. */
export interface TestIssuer {
  readonly issuer: string;
  readonly jwksUri: string;
  /** How often the keys were read. */
  readonly reads: () => number;
  /** A token as it should be, but for what the test changes. A claim of undefined is left out. */
  readonly token: (
    claims?: Record<string, unknown>,
    header?: Record<string, unknown>,
    key?: CryptoKey | Uint8Array,
  ) => Promise<string>;
  /** Replaces the key; the next token is signed with the new one. */
  readonly rotate: () => Promise<void>;
  /** From now on the keys are answered so. */
  readonly answer: (listener: RequestListener | null) => void;
  readonly stop: () => Promise<void>;
}

export async function startIssuer(
  now: Date,
  options: { readonly issuer?: string; readonly audience?: string } = {},
): Promise<TestIssuer> {
  let key = await newKey('k1');
  let generation = 1;
  let reads = 0;
  let listener: RequestListener | null = null;
  const server = createServer((request, response) => {
    reads += 1;
    if (listener !== null) return listener(request, response);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: [key.publicJwk] }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server's address
  const issuer = options.issuer ?? origin;
  const seconds = Math.floor(now.getTime() / 1000);
  const usual = {
    iss: issuer,
    aud: options.audience ?? 'client-1',
    sub: 'sub-1',
    iat: seconds - 10,
    exp: seconds + 600,
  };
  return {
    issuer,
    jwksUri: `${origin}/jwks`,
    reads: () => reads,
    token: (claims = {}, header = {}, signWith) =>
      new SignJWT({ ...usual, ...claims })
        .setProtectedHeader({ alg: 'ES256', kid: key.kid, ...header })
        .sign(signWith ?? key.privateKey),
    rotate: async () => {
      generation += 1;
      key = await newKey(`k${generation}`);
    },
    answer: (next) => {
      listener = next;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function newKey(
  kid: string,
): Promise<{ readonly kid: string; readonly privateKey: CryptoKey; readonly publicJwk: JWK }> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  return { kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' } };
}
