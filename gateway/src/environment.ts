import { httpUrl, port } from '@bailiwick/config';
import { z } from 'zod';

/** Outside loopback a hop would carry bearer tokens in the clear over a network: only https will do. */
const hopUrl = httpUrl.refine(isProtected, {
  error: 'must be https: plain http is only for loopback addresses',
  abort: true,
});
/** Paths are ours to add, so that what is signed is what is called. */
const originUrl = hopUrl.refine(
  (value) => new URL(value).pathname === '/',
  'must have no path, such as https://identity.internal:4003',
);

const bound = (standard: number) =>
  z.coerce
    .number('must be a whole number')
    .int('must be a whole number')
    .positive('must be more than 0')
    .default(standard);
const optionalText = z.string().optional();

export const environmentSchema = z.object({
  PORT: port.default(4000),
  HOST: z.string().default('127.0.0.1'),
  SUPERGRAPH: optionalText,
  EXCHANGE_PERSON_URL: originUrl.optional(),
  EXCHANGE_PERSON_NAME: z.string().default('identity'),
  EXCHANGE_MACHINE_URL: originUrl.optional(),
  EXCHANGE_MACHINE_NAME: z.string().default('credentials'),
  MACHINE_TOKEN_ISSUER: optionalText,
  TRUST_DOMAIN: optionalText,
  KEYS_FILE: optionalText,
  WITHDRAWAL_FEEDS: z.string().default('').transform(parseFeeds),
  TRUSTED_PROXIES: z.coerce
    .number('must be a whole number')
    .int('must be a whole number')
    .min(0, 'must be 0 or more')
    .default(0),
  PUBLIC_URL: httpUrl.optional(),
  INTROSPECTION: z
    .enum(['on', 'off'], 'must be on or off')
    .default('on')
    .transform((value) => value === 'on'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error'], 'must be debug, info, warn or error').default('info'),

  MAX_BODY_BYTES: bound(1_048_576),
  MAX_RESPONSE_BYTES: bound(16_777_216),
  MAX_QUERY_TOKENS: bound(8_000),
  MAX_QUERY_DEPTH: bound(24),
  MAX_QUERY_ALIASES: bound(100),
  MAX_CACHED_TOKENS: bound(10_000),

  CONNECT_TIMEOUT_MS: bound(2_000),
  SUBGRAPH_TIMEOUT_MS: bound(10_000),
  EXCHANGE_TIMEOUT_MS: bound(5_000),
  REQUEST_TIMEOUT_MS: bound(15_000),
  DRAIN_TIMEOUT_MS: bound(10_000),
});

export const subgraphUrlSchema = (name: string) => z.object({ [name]: hopUrl });

/** Https, or an address that never leaves this machine. */
export function isProtected(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return (
    protocol === 'https:' || hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
  );
}

function parseFeeds(
  value: string,
  context: z.RefinementCtx,
): readonly { readonly name: string; readonly url: string }[] {
  const parts = value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const feeds = parts.flatMap((part) => {
    const [, name, url] = /^([a-z][a-z0-9-]*)=(.+)$/.exec(part) ?? [];
    return name !== undefined && url !== undefined && originUrl.safeParse(url).success ? [{ name, url }] : [];
  });
  if (feeds.length < parts.length)
    context.addIssue({
      code: 'custom',
      message: 'must be name=url,… with https URLs (http on loopback) and no path',
      input: value,
    });
  return feeds;
}
