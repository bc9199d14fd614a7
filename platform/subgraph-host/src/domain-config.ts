import { httpUrl, port, readConfig } from '@bailiwick/config';
import { z } from 'zod';

const DEFAULT_PEERS =
  'access=http://127.0.0.1:4001,billing=http://127.0.0.1:4002,identity=http://127.0.0.1:4003,credentials=http://127.0.0.1:4004';

/** `name=url,name=url`, each url loopback or https. */
const peers = z.string().transform((text, context) => {
  const entries = text.split(',').map((entry) => entry.trim().split(/=(.*)/s));
  const wrong = entries.find(([name, url]) => name === undefined || !/^[a-z]+$/.test(name) || !isSafeUrl(url ?? ''));
  if (wrong !== undefined)
    context.addIssue({
      code: 'custom',
      message: `must be name=url pairs separated by commas, each url https or on loopback; "${wrong.join('=')}" is not`,
    });
  return Object.fromEntries(
    entries.map(([name, url]) => [name ?? '', isSafeUrl(url ?? '') ? new URL(url ?? '') : new URL('http://127.0.0.1')]),
  );
});

const safeUrl = httpUrl.refine(isSafeUrl, 'must be https outside loopback').transform((value) => new URL(value));
const trustDomain = z
  .string()
  .regex(/^urn:[a-z0-9-]+:[a-z0-9:._-]+$/i, 'must be a URN such as urn:example:prod')
  .refine((value) => value !== 'urn:bailiwick:dev', 'must not be the development trust domain');

/** What a domain needs to run alone, against PostgreSQL. `PORT` and `PUBLIC_PORT` have the domain's own defaults. */
export function readDomainConfig(
  ports: { readonly port: number; readonly publicPort: number | null },
  environment: Readonly<Record<string, string | undefined>>,
) {
  return readConfig(
    z
      .object({
        HOST: z.string().default('127.0.0.1'),
        PORT: port.default(ports.port),
        PUBLIC_PORT: port.nullable().default(ports.publicPort),
        AUTHORITY: z
          .string()
          .regex(/^[^/@\s]+$/, 'must be host or host:port')
          .nullable()
          .default(null),
        DATABASE_URL: z.url({
          protocol: /^postgres(ql)?$/,
          error: 'must be a postgres:// URL of the application role',
        }),
        DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(200).default(10),
        TRUST_DOMAIN: trustDomain.default('urn:bailiwick:prod'),
        KEYS_FILE: z.string().optional(),
        KEYS: z.string().optional(),
        PEERS: peers.prefault(DEFAULT_PEERS),
        IDENTITY_JWKS_URL: safeUrl.prefault('http://127.0.0.1:4103/.well-known/txn-jwks.json'),
        CREDENTIALS_JWKS_URL: safeUrl.prefault('http://127.0.0.1:4104/.well-known/txn-jwks.json'),
        LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'fatal']).default('info'),
      })
      .refine((config) => (config.KEYS_FILE === undefined) !== (config.KEYS === undefined), {
        error: 'KEYS_FILE (a file) or KEYS (its contents): set exactly one; make them with npm run keys',
        // Also said when another setting is wrong, so that nobody fixes them one start at a time.
        when: () => true,
      }),
    environment,
  );
}

export type DomainConfig = ReturnType<typeof readDomainConfig>;

/** A Txn-Token is a bearer token: outside this machine it travels encrypted or not at all. */
export function isSafeUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  const loopback = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
  return protocol === 'https:' || (protocol === 'http:' && loopback);
}
