import type { IncomingMessage } from 'node:http';

/** A credential by its shape alone. Whether it is any good is for its owner to say. */
export interface Credential {
  readonly owner: 'person' | 'machine';
  readonly token: string;
  readonly tokenType: string;
  /** Bound to a key (`cnf`, or sent with a DPoP proof): every use needs its owner's look at the proof. */
  readonly bound: boolean;
  readonly proof: string | null;
  /** The credential's own `exp`, read only to keep nothing longer. Milliseconds; null when it states none. */
  readonly expiresAt: number | null;
}

export type Authentication = { readonly credential: Credential } | { readonly problem: string; readonly error: 'none' | 'invalid_request' | 'invalid_token' };

const CREDENTIAL_BYTES_MAX = 8_192;
const JWT_TYPE = 'urn:ietf:params:oauth:token-type:jwt';
const API_KEY_TYPE = 'urn:bailiwick:token-type:api-key';
/** RFC 6750 §2.1 `b64token`. */
const HEADER = /^(Bearer|DPoP) +([A-Za-z0-9\-._~+/]+=*)$/i;

/**
 * Recognises the shape and nothing more: no signature, expiry or audience is judged here. Reads the distinct header
 * lines, because Node keeps only the first of two Authorization lines and a proxy in front may have judged the other.
 */
export function authenticate(request: Pick<IncomingMessage, 'headersDistinct'>, machineTokenIssuer: string | null): Authentication {
  const lines = request.headersDistinct['authorization'] ?? [];
  const proofs = request.headersDistinct['dpop'] ?? [];
  const [line] = lines;
  if (line === undefined) return { error: 'none', problem: "Send 'Authorization: Bearer <credential>': a token of your identity provider, or a machine's API key." };
  if (lines.length > 1 || proofs.length > 1) return { error: 'invalid_request', problem: 'Send one Authorization header, and at most one DPoP header.' };
  if (line.length > CREDENTIAL_BYTES_MAX || (proofs[0]?.length ?? 0) > CREDENTIAL_BYTES_MAX)
    return { error: 'invalid_token', problem: `The credential is larger than ${String(CREDENTIAL_BYTES_MAX)} bytes. Ask its issuer for one with fewer claims.` };
  const [, scheme, token] = HEADER.exec(line) ?? [];
  if (scheme === undefined || token === undefined) return malformed();
  const proof = proofs[0] ?? null;
  return recognise(token, proof, proof !== null || scheme.toLowerCase() === 'dpop', machineTokenIssuer);
}

function recognise(token: string, proof: string | null, demonstrates: boolean, machineTokenIssuer: string | null): Authentication {
  if (token.startsWith('bwk_')) return { credential: { owner: 'machine', token, tokenType: API_KEY_TYPE, bound: demonstrates, proof, expiresAt: null } };
  const [header, claims, signature, ...rest] = token.split('.');
  const type = part(header)?.['typ'];
  const body = part(claims);
  if (type === null || body === null || part(header) === null || signature === undefined || rest.length > 0) return malformed();
  const ours = machineTokenIssuer !== null && body['iss'] === machineTokenIssuer && isAccessToken(type);
  const exp = body['exp'];
  return {
    credential: {
      owner: ours ? 'machine' : 'person',
      token,
      tokenType: JWT_TYPE,
      bound: demonstrates || body['cnf'] !== undefined,
      proof,
      expiresAt: typeof exp === 'number' && Number.isFinite(exp) ? exp * 1000 : null,
    },
  };
}

/** RFC 9068 §2.1; RFC 7515 §4.1.9 lets `application/` be left out, and media types ignore case. */
function isAccessToken(type: unknown): boolean {
  return typeof type === 'string' && /^(application\/)?at\+jwt$/i.test(type);
}

function part(encoded: string | undefined): Readonly<Record<string, unknown>> | null {
  if (encoded === undefined || !/^[A-Za-z0-9_-]+$/.test(encoded)) return null;
  try {
    const value: unknown = JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

function malformed(): Authentication {
  return { error: 'invalid_token', problem: "The credential is neither a signed JWT nor an API key. Send 'Authorization: Bearer <credential>' with one of them, unchanged." };
}
