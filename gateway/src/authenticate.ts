import type { IncomingMessage } from 'node:http';
import { HTTP, type HttpAnswer } from './http-answers.js';

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

/** What to do instead, and how it is answered. */
export interface Problem {
  readonly problem: string;
  readonly answer: HttpAnswer;
}

export type Authentication = { readonly credential: Credential } | Problem;

const CREDENTIAL_BYTES_MAX = 8_192;
const JWT_TYPE = 'urn:ietf:params:oauth:token-type:jwt';
const ACCESS_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:access_token';
const API_KEY_TYPE = 'urn:bailiwick:token-type:api-key';
const NONE = "Send 'Authorization: Bearer <credential>': a token of your identity provider, or a machine's API key.";
const DOUBLED = 'Send one Authorization header, and at most one DPoP header.';
const TOO_LARGE = `The credential is larger than ${String(CREDENTIAL_BYTES_MAX)} bytes. Ask its issuer for one with fewer claims.`;
const MALFORMED: Problem = {
  answer: HTTP.unusableCredential,
  problem:
    "The credential is neither a signed JWT nor an API key. Send 'Authorization: Bearer <credential>' with one of them, unchanged.",
};
/** RFC 6750 §2.1 `b64token`. */
const HEADER = /^(Bearer|DPoP) +([A-Za-z0-9\-._~+/]+=*)$/i;

/** What was sent, before its shape is looked at. */
interface Presented {
  readonly token: string;
  readonly proof: string | null;
  /** Sent as DPoP, whether or not a proof came along. */
  readonly demonstrates: boolean;
}

/** Recognises the shape and nothing more: no signature, expiry or audience is judged here. */
export function authenticate(
  request: Pick<IncomingMessage, 'headersDistinct'>,
  machineTokenIssuer: string | null,
): Authentication {
  const presented = readHeaders(request.headersDistinct['authorization'] ?? [], request.headersDistinct['dpop'] ?? []);
  if ('problem' in presented) return presented;
  const { token, proof, demonstrates } = presented;
  if (!token.startsWith('bwk_')) return recogniseJwt(presented, machineTokenIssuer);
  return {
    credential: { owner: 'machine', token, tokenType: API_KEY_TYPE, bound: demonstrates, proof, expiresAt: null },
  };
}

/** Takes distinct lines: Node keeps only the first of two Authorization lines, and a proxy may have judged the other. */
function readHeaders(lines: readonly string[], proofs: readonly string[]): Presented | Problem {
  const [line] = lines;
  const [proof = null] = proofs;
  if (line === undefined) return { answer: HTTP.noCredential, problem: NONE };
  if (lines.length > 1 || proofs.length > 1) return { answer: HTTP.doubledCredential, problem: DOUBLED };
  if (line.length > CREDENTIAL_BYTES_MAX || String(proof).length > CREDENTIAL_BYTES_MAX)
    return { answer: HTTP.unusableCredential, problem: TOO_LARGE };
  const [, scheme, token] = HEADER.exec(line) ?? [];
  if (scheme === undefined || token === undefined) return MALFORMED;
  const isDpop = scheme.toLowerCase() === 'dpop';
  // A bound token sent as Bearer has no proof, whatever header lies beside it (RFC 9449 §7.1): it must not pass for less.
  return { token, proof: isDpop ? proof : null, demonstrates: isDpop || proof !== null };
}

function recogniseJwt({ token, proof, demonstrates }: Presented, machineTokenIssuer: string | null): Authentication {
  const [header, claims, ...signature] = token.split('.');
  const [head, body] = [part(header), part(claims)];
  if (head === null || body === null || signature.length !== 1) return MALFORMED;
  const isOurs = machineTokenIssuer !== null && body['iss'] === machineTokenIssuer && isAccessToken(head['typ']);
  return {
    credential: {
      owner: isOurs ? 'machine' : 'person',
      token,
      tokenType: isOurs ? ACCESS_TOKEN_TYPE : JWT_TYPE,
      bound: demonstrates || body['cnf'] !== undefined,
      proof,
      expiresAt: typeof body['exp'] === 'number' ? body['exp'] * 1000 : null,
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
