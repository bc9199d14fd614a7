import { z } from 'zod';
import type { Log } from '@bailiwick/config';
import type { Credential } from './authenticate.js';
import type { Workload } from './config.js';
import type { Hops } from './sign-request.js';
import { Upstream, UpstreamFailed, type UpstreamOptions, type UpstreamResponse } from './upstream.js';

/** Everything that a minter's answer may depend on. */
export interface ExchangeRequest {
  readonly credential: Credential;
  /** What the client asks for. A request, never evidence. */
  readonly tenant: string | null;
  readonly operatorReason: string | null;
  readonly clientAddress: string | null;
  readonly requestId: string;
  /** What a DPoP proof must name. */
  readonly http: { readonly method: string; readonly url: string };
}

export interface Granted {
  readonly outcome: 'granted';
  readonly minter: string;
  readonly token: string;
  readonly subject: string;
  readonly tenant: string | null;
  readonly lifeSeconds: number;
  /** The minter's word on keeping it: not at all where every use counts. */
  readonly keep: { readonly store: boolean; readonly seconds: number };
}

/** The minter's own words, carried on: `reason` byte for byte. */
export interface Refused {
  readonly outcome: 'refused';
  readonly status: 400 | 401 | 403 | 503;
  readonly message: string | null;
  readonly reason: unknown;
  readonly decisionId: string | null;
  readonly retryAfterSeconds: number | null;
}

export type Exchanged = Granted | Refused;
export type Exchange = (request: ExchangeRequest) => Promise<Exchanged>;

export interface Minter {
  readonly name: string;
  readonly exchange: Exchange;
  close(): Promise<void>;
}

const granted = z.object({
  access_token: z.string().regex(/^[\w-]+\.[\w-]+\.[\w-]+$/),
  expires_in: z.number().positive(),
  sub: z.string().min(1),
  tenant: z.string().nullable(),
  cache: z.object({ store: z.boolean(), seconds: z.number() }),
});
/** A hop that the minter did not believe is our failure: telling the client that its credential is bad would be false. */
const UNTRUSTED_HOP = 'untrusted_context';
/** `reason` may be null but is always there: without it this is some other server's answer, and not a verdict. */
const refused = z.object({
  error: z.string().refine((error) => error !== UNTRUSTED_HOP),
  error_description: z.string().nullish(),
  reason: z.unknown(),
  decision_id: z.string().nullish(),
  retry_after: z.number().nullish(),
});

/** RFC 8693 at the credential's owner: may this principal act in this tenant is a rule, so a domain answers it. */
export function createMinter(
  workload: Workload,
  audience: string,
  hops: Hops,
  log: Log,
  options: UpstreamOptions,
): Minter {
  const upstream = new Upstream(workload.url, options);
  const url = new URL('/token-exchange', workload.url);
  const exchange: Exchange = async (request) => {
    const { requestId } = request;
    const hop = {
      url,
      receiver: workload.name,
      requestId,
      contentType: 'application/x-www-form-urlencoded',
      accept: 'application/json',
      transactionToken: null,
    };
    try {
      const response = await hops.send(upstream, { ...hop, body: formOf(request, audience).toString() });
      return read(response, workload.name);
    } catch (error) {
      if (!(error instanceof UpstreamFailed) && !(error instanceof UnusableAnswer)) throw error;
      log.warn({ requestId, minter: workload.name, cause: error.message }, 'exchange failed');
      return unavailable();
    }
  };
  return { name: workload.name, exchange, close: () => upstream.close() };
}

function formOf(request: ExchangeRequest, audience: string): URLSearchParams {
  const { credential } = request;
  const form = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: credential.token,
    subject_token_type: credential.tokenType,
    requested_token_type: 'urn:ietf:params:oauth:token-type:txn_token',
    audience,
  });
  const proof =
    credential.proof === null
      ? {}
      : { dpop_proof: credential.proof, http_method: request.http.method, http_url: request.http.url };
  const optional = {
    tenant: request.tenant,
    operator_reason: request.operatorReason,
    client_address: request.clientAddress,
    ...proof,
  };
  for (const [name, value] of Object.entries(optional)) if (value !== null) form.set(name, value);
  return form;
}

class UnusableAnswer extends Error {
  override readonly name = 'UnusableAnswer';
}

function read({ status, body }: UpstreamResponse, minter: string): Exchanged {
  const answer = parse(body);
  if (status === 200) {
    const yes = granted.safeParse(answer);
    if (!yes.success) throw new UnusableAnswer('the minter granted something that is no Txn-Token');
    const { access_token: token, expires_in: lifeSeconds, sub: subject, tenant, cache: keep } = yes.data;
    return { outcome: 'granted', minter, token, subject, tenant, lifeSeconds, keep };
  }
  const no = refused.safeParse(answer);
  if (!no.success || !isRefusal(status)) throw new UnusableAnswer(`the minter answered with status ${String(status)}`);
  const {
    error_description: message = null,
    reason = null,
    decision_id: decisionId = null,
    retry_after: retryAfterSeconds = null,
  } = no.data;
  return { outcome: 'refused', status, message, reason, decisionId, retryAfterSeconds };
}

function isRefusal(status: number): status is Refused['status'] {
  return status === 400 || status === 401 || status === 403 || status === 503;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}

/** Nobody said no: the caller is told to come back, never that the credential is bad. */
export function unavailable(): Refused {
  return { outcome: 'refused', status: 503, message: null, reason: null, decisionId: null, retryAfterSeconds: null };
}
