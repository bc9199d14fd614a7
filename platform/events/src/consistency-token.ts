import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto';
import { DatabaseRestored, sql, type TenantTransaction } from '@bailiwick/database';
import { secretToAccept, secretToSignWith, type DatedSecret } from '@bailiwick/request-signature';

/** The transaction of a change, as one domain's feed numbers it, and the history in which that number means it. */
export interface FeedPlace {
  /** Null in a token of a build that did not name it: such a place is never reached. */
  readonly feed: string | null;
  readonly xid: bigint;
}

/** Domain → place in its feed. */
export type Positions = Readonly<Record<string, FeedPlace>>;

/** The secrets as they are now, the same for all domains and replicas. Asked for every token, so that they can rotate. */
export type ConsistencyKeys = () => readonly DatedSecret[];

/**
 * What a mutation's caller may hand to a later read: "at least as fresh as this". It names the tenant and, instead of a
 * counter that all of a tenant's writes would queue for, the transaction's place in the feed. Authenticated, because a
 * made-up position would make a reader wait for what never comes.
 */
export interface ConsistencyTokens {
  mint(tenantId: string, positions: Positions): string;
  /** Null when it is forged, damaged, of a retired key, or another tenant's. */
  read(token: string, tenantId: string): Positions | null;
}

const TOKEN_MAX = 1_024;
const PLACE = /^(?:([0-9a-f-]{36}\.[0-9A-F]{8})\/)?([1-9]\d{0,19})$/;

export function createConsistencyTokens(keys: ConsistencyKeys, now: () => Date = () => new Date()): ConsistencyTokens {
  return {
    mint: (tenantId, positions) => {
      const secret = secretToSignWith(keys(), now());
      if (secret === null) throw new Error('There is no consistency key that may sign now. Make or rotate the keys.');
      const written = Object.fromEntries(Object.entries(positions).map(([domain, place]) => [domain, write(place)]));
      const body = `${encode(secret.kid)}.${encode(JSON.stringify({ tenant: tenantId, positions: written }))}`;
      return `${body}.${macOf(secret.key, body).toString('base64url')}`;
    },
    read: (token, tenantId) => {
      const body = authenticated(keys(), token, now());
      return body === null || body.tenant !== tenantId ? null : body.positions;
    },
  };
}

/** This transaction's place in the domain's feed. Call it in the transaction of the change. */
export async function readPosition<Tables>(tx: TenantTransaction<Tables>): Promise<FeedPlace> {
  const { rows } = await sql<{
    domain: string;
    feed: string | null;
    xid: string;
  }>`select current_schema() as domain, current_feed() as feed, pg_current_xact_id()::text as xid`.execute(tx);
  const { domain = '', feed = null, xid = '0' } = rows[0] ?? {};
  if (feed === null) throw new DatabaseRestored(domain);
  return { feed, xid: BigInt(xid) };
}

function write({ feed, xid }: FeedPlace): string {
  return feed === null ? xid.toString() : `${feed}/${xid.toString()}`;
}

function parsePlace(written: unknown): FeedPlace | null {
  const [, feed = null, xid] = typeof written === 'string' ? (PLACE.exec(written) ?? []) : [];
  return xid === undefined ? null : { feed, xid: BigInt(xid) };
}

function authenticated(
  keys: readonly DatedSecret[],
  token: string,
  now: Date,
): { readonly tenant: string; readonly positions: Positions } | null {
  const [kid, body, mac, ...more] = token.length > TOKEN_MAX ? [] : token.split('.');
  if (kid === undefined || body === undefined || mac === undefined || more.length > 0) return null;
  const secret = secretToAccept(keys, Buffer.from(kid, 'base64url').toString(), now);
  if (secret === null || !isSame(Buffer.from(mac, 'base64url'), macOf(secret.key, `${kid}.${body}`))) return null;
  return parseBody(Buffer.from(body, 'base64url').toString());
}

/** We wrote it, and its MAC holds; still, an older build may have written it otherwise. */
function parseBody(json: string): { readonly tenant: string; readonly positions: Positions } | null {
  const body = JSON.parse(json) as { readonly tenant?: unknown; readonly positions?: unknown }; // checked here
  if (typeof body.tenant !== 'string' || typeof body.positions !== 'object' || body.positions === null) return null;
  const written = Object.entries(body.positions);
  const places = written.flatMap(([domain, text]) => {
    const place = parsePlace(text);
    return place === null ? [] : [[domain, place] as const];
  });
  return places.length < written.length ? null : { tenant: body.tenant, positions: Object.fromEntries(places) };
}

function macOf(key: KeyObject, body: string): Buffer {
  return createHmac('sha256', key).update(`bailiwick consistency token\n${body}`).digest();
}

function isSame(given: Buffer, expected: Buffer): boolean {
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64url');
}
