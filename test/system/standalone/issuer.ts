import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

const HOST = 'login.initech.example';
/** A public address, so that identity's own check of it stays in force. Nothing is ever sent there. */
const ADDRESS = '93.184.215.14';
const PRELOAD = new URL('./public-internet.mjs', import.meta.url).href;

/** A company's OpenID Connect issuer: a key, and a server that publishes it under the company's own name. */
export interface Issuer {
  readonly provider: { readonly issuer: string; readonly audience: string; readonly jwksUri: string };
  tokenOf(subject: string): Promise<string>;
  /** What makes a process find the issuer at its name, and believe its certificate. */
  readonly environment: Readonly<Record<string, string>>;
  close(): void;
}

export async function startIssuer(directory: string): Promise<Issuer> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'initech-1', alg: 'ES256', use: 'sig' };
  const tls = certificate(directory);
  const server = createServer(tls, (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: [jwk] }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server's address
  const provider = { issuer: `https://${HOST}`, audience: 'bailiwick', jwksUri: `https://${HOST}/keys` };
  return {
    provider,
    tokenOf: (subject) =>
      new SignJWT({ email: subject, amr: ['pwd', 'mfa'] })
        .setProtectedHeader({ alg: 'ES256', kid: jwk.kid, typ: 'JWT' })
        .setIssuer(provider.issuer)
        .setAudience(provider.audience)
        .setSubject(subject)
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(privateKey),
    environment: {
      NODE_OPTIONS: `--import=${PRELOAD}`,
      NODE_EXTRA_CA_CERTS: join(directory, 'certificate.pem'),
      PUBLIC_INTERNET: JSON.stringify({ host: HOST, address: ADDRESS, port }),
    },
    close: () => void server.close(),
  };
}

/** Made anew each time: a private key in the repository would be copied, and one day believed. */
function certificate(directory: string): { readonly key: Buffer; readonly cert: Buffer } {
  const files = { key: join(directory, 'certificate.key'), cert: join(directory, 'certificate.pem') };
  const what = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const name = ['-subj', `/CN=${HOST}`, '-addext', `subjectAltName=DNS:${HOST}`];
  execFileSync('openssl', ['req', ...what, ...name, '-keyout', files.key, '-out', files.cert], { stdio: 'ignore' });
  return { key: readFileSync(files.key), cert: readFileSync(files.cert) };
}
