import { httpUrl, logLevel, port, setting } from '@bailiwick/config';
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

const whole = z.coerce.number('must be a whole number').int('must be a whole number');
const bound = (standard: number, about: string, unit: string) =>
  setting(whole.positive('must be more than 0').default(standard), about, unit);
const optionalText = z.string().optional();

const connections = z.object({
  PORT: setting(port.default(4000), 'Port to listen on.'),
  HOST: setting(z.string().default('127.0.0.1'), 'Address to listen on.'),
  SUPERGRAPH: setting(optionalText, 'File of the composed graph, if it is not the committed one.'),
  EXCHANGE_PERSON_URL: setting(
    originUrl.optional(),
    'Origin of identity, which exchanges people’s tokens. Without it nobody signs in as a person.',
  ),
  EXCHANGE_PERSON_NAME: setting(z.string().default('identity'), 'Its workload name in the key file.'),
  EXCHANGE_MACHINE_URL: setting(
    originUrl.optional(),
    'Origin of credentials, which exchanges machines’ keys. Without it no machine gets in.',
  ),
  EXCHANGE_MACHINE_NAME: setting(z.string().default('credentials'), 'Its workload name in the key file.'),
  MACHINE_TOKEN_ISSUER: setting(
    optionalText,
    'The `iss` of the access tokens that credentials issues. Without it only bwk_… keys are a machine’s.',
  ),
  TRUST_DOMAIN: setting(
    optionalText,
    'Audience of all Txn-Tokens, such as urn:bailiwick:prod. Needed with either exchange; the same everywhere.',
  ),
  KEYS_FILE: setting(
    optionalText,
    'This workload’s key file. Needed with exchanges or feeds. Read again when it changes.',
  ),
  WITHDRAWAL_FEEDS: setting(
    z.string().default('').transform(parseFeeds),
    'name=origin,… of the domains that withdraw tokens. Without any, no token is kept: every request is exchanged.',
  ),
  TRUSTED_PROXIES: setting(
    whole.min(0, 'must be 0 or more').default(0),
    'How many proxies in front append to X-Forwarded-For. Too many, and clients choose their own address.',
  ),
  PUBLIC_URL: setting(
    httpUrl.optional(),
    'The URL that clients send operations to, which DPoP proofs name; /graphql is added to an origin. Unless set, the listener’s.',
  ),
  INTROSPECTION: setting(
    z
      .enum(['on', 'off'], 'must be on or off')
      .default('on')
      .transform((value) => value === 'on'),
    'Whether authenticated callers may read the schema.',
  ),
  PLAYGROUND: setting(
    z
      .enum(['on', 'off'], 'must be on or off')
      .default('off')
      .transform((value) => value === 'on'),
    'Whether browsers get a page at / to try operations with a credential of their own.',
  ),
  LOG_LEVEL: setting(logLevel.default('info'), 'The least that is logged.'),
});

const limits = z.object({
  MAX_BODY_BYTES: bound(1_048_576, 'A larger request is 413.', 'bytes'),
  MAX_RESPONSE_BYTES: bound(16_777_216, 'A larger answer of one subgraph counts as none.', 'bytes'),
  MAX_QUERY_TOKENS: bound(8_000, 'A longer operation is refused.', 'tokens'),
  MAX_QUERY_DEPTH: bound(24, 'A deeper one too.', 'levels'),
  MAX_QUERY_ALIASES: bound(100, 'And one with more aliases.', 'aliases'),
  MAX_CACHED_TOKENS: bound(10_000, 'Exchanged tokens that are kept; beyond it the oldest go.', 'tokens'),
});

const timeouts = z.object({
  CONNECT_TIMEOUT_MS: bound(2_000, 'For a connection to a service to stand.', 'ms'),
  SUBGRAPH_TIMEOUT_MS: bound(10_000, 'For a subgraph’s answer; its fields are null after that.', 'ms'),
  EXCHANGE_TIMEOUT_MS: bound(5_000, 'For a credential’s exchange; 503 after that.', 'ms'),
  REQUEST_TIMEOUT_MS: bound(15_000, 'For a client to finish sending its request.', 'ms'),
  DRAIN_TIMEOUT_MS: bound(10_000, 'For requests under way, once told to stop.', 'ms'),
});

export const environmentSchema = z.object({ ...connections.shape, ...limits.shape, ...timeouts.shape });

/** `SUBGRAPH_<NAME>_URL`, for any name. */
export const SUBGRAPH_URL_ABOUT =
  'Where that subgraph is, its path included, instead of the URL that the composed graph holds.';

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
