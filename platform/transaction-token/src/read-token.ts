import { base64url, decodeProtectedHeader, type CompactJWSHeaderParameters } from 'jose';
import { isObject, type JsonObject } from './claim-reader.js';
import { ALGORITHM, TOKEN_BYTES_MAX, TOKEN_TYPE } from './limits.js';
import { TokenRefused } from './token-refused.js';

// An empty signature is let through here, so that `alg: none` is refused for what it is.
const COMPACT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$/;

/** The one header value. Two are refused even if they are equal: somebody on the way may have read the other one. */
export function onlyToken(values: readonly string[]): string {
  const [token, second] = values;
  if (token === undefined || token === '') throw new TokenRefused('token_missing');
  if (second !== undefined) throw new TokenRefused('token_repeated');
  if (token.length > TOKEN_BYTES_MAX) throw new TokenRefused('token_too_large');
  if (!COMPACT.test(token)) throw new TokenRefused('token_malformed');
  return token;
}

/** RFC 8725 §3.1, §3.11: algorithm and type are what we expect, before any key is looked for. */
export function checkedHeader(token: string): CompactJWSHeaderParameters {
  const header = decodedHeader(token);
  if (header.typ !== TOKEN_TYPE) throw new TokenRefused('type_wrong');
  if (header.alg !== ALGORITHM) throw new TokenRefused('algorithm_not_allowed');
  if (typeof header.kid !== 'string' || header.kid === '') throw new TokenRefused('key_unknown');
  // RFC 7515 §4.1.11: no extension is understood here, so none may be critical.
  if (header.crit !== undefined) throw new TokenRefused('token_malformed');
  return { ...header, alg: ALGORITHM };
}

/** The claims before the signature is checked: good for choosing the issuer's keys and for nothing else. */
export function unverifiedClaims(token: string): JsonObject {
  const [, payload = ''] = token.split('.');
  try {
    const claims: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(base64url.decode(payload)));
    if (isObject(claims)) return claims;
  } catch {
    // refused below: what the parser says about it helps nobody but its author
  }
  throw new TokenRefused('token_malformed');
}

function decodedHeader(token: string): ReturnType<typeof decodeProtectedHeader> {
  try {
    return decodeProtectedHeader(token);
  } catch {
    throw new TokenRefused('token_malformed');
  }
}
