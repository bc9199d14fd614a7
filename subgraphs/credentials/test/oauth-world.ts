import { generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, SignJWT } from 'jose';
import * as oauth from 'oauth4webapi';
import type { World } from './world.js';

/** The token endpoint over real HTTP, as an OAuth client finds it: by its metadata. */
export interface Endpoint {
  readonly issuer: string;
  readonly server: oauth.AuthorizationServer;
  readonly close: () => void;
}

// eslint-disable-next-line @typescript-eslint/no-deprecated -- loopback has no TLS; the name is meant to stand out
export const INSECURE = { [oauth.allowInsecureRequests]: true } as const;

/** Listens first, because the issuer is a URL; the world is opened with it. */
export async function listen(): Promise<{ readonly server: Server; readonly issuer: string }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's address
  return { server, issuer: `http://127.0.0.1:${port}` };
}

export async function serve(world: World, { server, issuer }: Awaited<ReturnType<typeof listen>>): Promise<Endpoint> {
  const [mount] = world.domain.parts.publicMounts ?? [];
  server.on('request', (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => void mount?.handle(request, response, Buffer.concat(chunks)));
  });
  const url = new URL(issuer);
  const found = await oauth.discoveryRequest(url, { algorithm: 'oauth2', ...INSECURE });
  return { issuer, server: await oauth.processDiscoveryResponse(url, found), close: () => server.close() };
}

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly text: string;
}

/** A token request by the independent client; what it makes of the answer is read by itself. */
export async function ask(
  endpoint: Endpoint,
  clientId: string,
  auth: oauth.ClientAuth,
  options: {
    readonly DPoP?: oauth.DPoPHandle;
    readonly grant?: string;
    readonly parameters?: Record<string, string>;
  } = {},
): Promise<Answer> {
  const client = { client_id: clientId };
  const { DPoP, grant, parameters = {} } = options;
  const more = { ...INSECURE, ...(DPoP && { DPoP }) };
  const response =
    grant === undefined
      ? await oauth.clientCredentialsGrantRequest(endpoint.server, client, auth, parameters, more)
      : await oauth.genericTokenEndpointRequest(endpoint.server, client, auth, grant, parameters, more);
  const text = await response.text();
  return { status: response.status, text, body: JSON.parse(text) as Record<string, unknown> };
}

export const tokenOf = ({ body }: Answer): string => String(body['access_token']);

/** An issuer of workload tokens, with its keys at an address of its own. It may write another's name into them. */
export async function openIssuer(named?: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'w1', alg: 'ES256', use: 'sig' };
  const server = createServer((_request, response) =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] })),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's address
  const own = `http://127.0.0.1:${port}`;
  const issuer = named ?? own;
  return {
    issuer,
    jwksUri: `${own}/keys`,
    close: () => server.close(),
    token: (subject: string, audience: string, key: KeyObject = privateKey, overrides: Record<string, unknown> = {}) =>
      new SignJWT({ ...overrides })
        .setProtectedHeader({ alg: 'ES256', kid: 'w1' })
        .setIssuer(issuer)
        .setSubject(subject)
        .setAudience(audience)
        .setIssuedAt()
        .setJti(randomUUID())
        .setExpirationTime('10m')
        .sign(key),
  };
}
