import { httpUrl, logLevel, port, readConfig, setting } from '@bailiwick/config';
import { z } from 'zod';
import { neighboursOf, readDomainPorts, type DomainPorts } from './domain-ports.js';

/** `name=url,name=url`, each url loopback or https. */
const peers = z.string().transform((text, context) => {
  const entries = text.split(',').map((entry) => entry.trim().split(/=(.*)/s));
  const wrong = entries.findIndex(([name = '', url = '']) => !/^[a-z]+$/.test(name) || !isSafeUrl(url));
  // Said by its place: an entry may hold a password, and what cannot be read cannot be cut safely either.
  if (wrong !== -1)
    context.addIssue({
      code: 'custom',
      message: `must be name=url pairs separated by commas, each url https or on loopback; pair ${wrong + 1} is not`,
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

const postgresUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL of the application role' });
const authority = z.string().regex(/^[^/@\s]+$/, 'must be host or host:port');

/** What a domain needs to run alone, against PostgreSQL. `peersOfAll` is what `PEERS` is unless set. */
export const domainSettings = (ports: DomainPorts, peersOfAll: string) =>
  z.object({
    HOST: setting(z.string().default('127.0.0.1'), 'Address that both listeners listen on.'),
    PORT: setting(port.default(ports.port), 'Port of the internal listener: signed requests of the other services.'),
    PUBLIC_PORT: setting(
      port.nullable().default(ports.publicPort),
      'Port of the listener for everybody: published keys, webhooks. Unless set, and without a default, there is none.',
    ),
    AUTHORITY: setting(
      authority.nullable().default(null),
      'host:port as callers know this service; behind a proxy, or as one of several replicas. Unless set, the listener’s.',
    ),
    DATABASE_URL: setting(postgresUrl, 'The application role’s database; run npm run migrate first.'),
    DATABASE_POOL_SIZE: setting(
      z.coerce.number().int().min(2).max(200).default(10),
      'The most that one process opens at once.',
      'connections',
    ),
    TRUST_DOMAIN: setting(
      trustDomain.default('urn:bailiwick:prod'),
      'Audience of all Txn-Tokens; the same everywhere.',
    ),
    KEYS_FILE: setting(
      z.string().optional(),
      'This workload’s key file, made by npm run keys. Read again when it changes. This or KEYS is required.',
    ),
    KEYS: setting(z.string().optional(), 'The file’s contents instead. Rotation then takes a restart.'),
    PEERS: setting(peers.prefault(peersOfAll), 'name=origin,… of all domains.'),
    IDENTITY_JWKS_URL: setting(
      safeUrl.prefault('http://127.0.0.1:4103/.well-known/txn-jwks.json'),
      'Where identity publishes the keys that verify people’s Txn-Tokens.',
    ),
    CREDENTIALS_JWKS_URL: setting(
      safeUrl.prefault('http://127.0.0.1:4104/.well-known/txn-jwks.json'),
      'Where credentials publishes those of machines’.',
    ),
    LOG_LEVEL: setting(logLevel.default('info'), 'The least that is logged.'),
  });

/** Ports and peers default to what the packages themselves say. Throws `ConfigError` with every problem. */
export function readDomainConfig(directory: URL, environment: Readonly<Record<string, string | undefined>>) {
  return readConfig(
    settingsAt(directory).refine((config) => (config.KEYS_FILE === undefined) !== (config.KEYS === undefined), {
      error: 'KEYS_FILE (a file) or KEYS (its contents): set exactly one; make them with npm run keys',
      // Also said when another setting is wrong, so that nobody fixes them one start at a time.
      when: () => true,
    }),
    environment,
  );
}

export function settingsAt(directory: URL) {
  return domainSettings(readDomainPorts(directory), neighboursOf(directory));
}

export type DomainConfig = ReturnType<typeof readDomainConfig>;

/** A Txn-Token is a bearer token: outside this machine it travels encrypted or not at all. */
export function isSafeUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  const loopback = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
  return protocol === 'https:' || (protocol === 'http:' && loopback);
}
