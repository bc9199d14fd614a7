import { createHmac, hash, type KeyObject } from 'node:crypto';
import type { Coverage } from './profile.js';

/** The values of the covered components. `query` is as in `URL.search`: empty, or with its leading question mark. */
export interface Components {
  readonly method: string;
  /** The receiver's configured `host[:port]`, lower case, without the scheme's default port (RFC 9421 §2.2.3). */
  readonly authority: string;
  readonly path: string;
  readonly query: string;
  readonly contentDigest: string;
  readonly token: string;
  readonly requestId: string;
}

/** RFC 9421 §2.5: one line per component, in the profile's order, the parameters last. */
export function signatureBase(coverage: Coverage, values: Components, parameters: string): string {
  let base = `"@method": ${values.method}\n"@authority": ${values.authority}\n"@path": ${values.path}\n"@query": ${values.query === '' ? '?' : values.query}\n`;
  if (coverage.body) base += `"content-digest": ${values.contentDigest}\n`;
  if (coverage.token) base += `"txn-token": ${values.token}\n`;
  if (coverage.body) base += `"x-request-id": ${values.requestId}\n`;
  return `${base}"@signature-params": ${parameters}`;
}

/**
 * A line break inside a value could pass for another component's line (RFC 9421 §7.5.6). Node's parser lets none
 * through; this holds for whatever else hands us a request.
 */
export function isOneLine(values: Components): boolean {
  return !/[\r\n]/.test(values.method + values.path + values.query + values.token + values.requestId);
}

/** An absolute path, and a query that is empty or has its question mark: anything else could be read in two ways. */
export function isTarget({ path, query }: Pick<Components, 'path' | 'query'>): boolean {
  return path.startsWith('/') && (query === '' || query.startsWith('?'));
}

export function macOf(key: KeyObject, base: string): Buffer {
  return createHmac('sha256', key).update(base).digest();
}

/** RFC 9530 §2. One digest, sha-256: more would only be more to compare. */
export function contentDigestOf(body: string | Uint8Array): string {
  return `sha-256=:${hash('sha256', body, 'base64')}:`;
}

/** `@authority` of a configured URL. WHATWG's `host` is already lower case and without the default port. */
export function authorityOf(url: URL): string {
  return url.host;
}
