import {
  authorityOf,
  createRequestVerifier,
  type PairSecrets,
  type VerifiedRequest,
} from '@bailiwick/request-signature';
import {
  createTransactionTokenSigner,
  type TransactionContext,
  type TransactionTokenSigner,
} from '@bailiwick/transaction-token';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { bodyOf, closed, listening } from './subgraphs.js';

export const TRUST_DOMAIN = 'urn:bailiwick:test';
export const TENANT = '00000000-0000-4000-8000-00000000000a';
export const PERSON = '00000000-0000-4000-8000-0000000000a1';
export const MACHINE = '00000000-0000-4000-8000-0000000000b1';

export interface MinterPlan {
  readonly name: 'identity' | 'credentials';
  readonly pairSecrets: PairSecrets;
  readonly signingKeys: Parameters<typeof createTransactionTokenSigner>[0]['keys'];
  readonly port?: number;
}

type Reply = { readonly status: number; readonly body: unknown; readonly afterMs?: number };

/** A real minter: verifies the hop, signs with the platform's signer, and says what a test makes it say. */
export interface RunningMinter {
  readonly url: string;
  readonly exchanges: URLSearchParams[];
  readonly requestIds: (string | null)[];
  readonly usage: {
    readonly sub: string;
    readonly tenant: string | null;
    readonly count: number;
    readonly address: string | null;
  }[];
  /** Refuses instead of minting. */
  refuse: Reply | null;
  delayMs: number;
  keep: { readonly store: boolean; readonly seconds: number };
  lifeSeconds: number;
  lobby: boolean;
  withdraw(data: unknown): void;
  /** Ends every open feed, and refuses new ones until told otherwise. */
  mute(muted: boolean): void;
  /** Keeps the feeds open but says nothing on them. */
  silence(silent: boolean): void;
  stop(): Promise<void>;
}

class Minter implements RunningMinter {
  readonly exchanges: URLSearchParams[] = [];
  readonly requestIds: (string | null)[] = [];
  readonly usage: RunningMinter['usage'] = [];
  readonly #plan: MinterPlan;
  readonly #signer: TransactionTokenSigner;
  readonly #feeds = new Set<ServerResponse>();
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  readonly #heart = setInterval(() => this.#beat(), 100);
  refuse: Reply | null = null;
  delayMs = 0;
  keep = { store: true, seconds: 30 };
  lifeSeconds = 30;
  lobby = false;
  url = '';
  #muted = false;
  #silent = false;
  #sequence = 0;
  #verifier: ReturnType<typeof createRequestVerifier> | null = null;

  constructor(plan: MinterPlan) {
    this.#plan = plan;
    this.#signer = createTransactionTokenSigner({
      issuer: `${TRUST_DOMAIN}:${plan.name}`,
      audience: TRUST_DOMAIN,
      keys: plan.signingKeys,
      now: () => new Date(),
    });
  }

  async start(): Promise<this> {
    this.url = new URL(await listening(this.#server, this.#plan.port ?? 0)).origin;
    const { name: receiver, pairSecrets } = this.#plan;
    this.#verifier = createRequestVerifier({
      receiver,
      authority: authorityOf(new URL(this.url)),
      pairSecrets,
      startedAt: new Date(Date.now() - 60_000),
      now: () => new Date(),
    });
    return this;
  }

  withdraw(data: unknown): void {
    this.#sequence += 1;
    const event = {
      specversion: '1.0',
      id: String(this.#sequence),
      source: `urn:bailiwick:${this.#plan.name}`,
      type: 'txn_token.withdrawn',
      subject: 'any',
      time: new Date().toISOString(),
      tenantid: null,
      requestid: null,
      sequence: `1.${String(this.#sequence)}`,
      data,
    };
    for (const feed of this.#feeds) feed.write(`${JSON.stringify({ event })}\n`);
  }

  mute(muted: boolean): void {
    this.#muted = muted;
    if (muted) for (const feed of this.#feeds) feed.destroy();
  }

  silence(silent: boolean): void {
    this.#silent = silent;
  }

  async stop(): Promise<void> {
    clearInterval(this.#heart);
    await closed(this.#server);
  }

  #beat(): void {
    if (this.#silent) return;
    const heartbeat = { watermark: '1', position: `1.${String(this.#sequence)}`, at: new Date().toISOString() };
    for (const feed of this.#feeds) feed.write(`${JSON.stringify({ heartbeat })}\n`);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const hop = this.#verify(request, body);
    if (hop === null) return reply(response, { status: 401, body: { error: 'untrusted_context' } });
    if (request.url?.startsWith('/events') === true) return this.#openFeed(response);
    if (request.url === '/usage') {
      this.usage.push(...(JSON.parse(body) as { uses: RunningMinter['usage'] }).uses);
      response.writeHead(204).end();
      return;
    }
    this.exchanges.push(new URLSearchParams(body));
    this.requestIds.push(hop.requestId);
    const answer = this.refuse ?? (await this.#mint(new URLSearchParams(body)));
    await new Promise((resolve) => setTimeout(resolve, this.delayMs));
    reply(response, answer);
  }

  #verify(request: IncomingMessage, body: string): VerifiedRequest | null {
    const [path = '', query] = (request.url ?? '').split('?');
    try {
      const received = {
        method: request.method ?? '',
        path,
        query: query === undefined ? '' : `?${query}`,
        headers: request.rawHeaders,
        body,
      };
      return this.#verifier?.verify(received) ?? null;
    } catch {
      return null;
    }
  }

  #openFeed(response: ServerResponse): void {
    if (this.#muted) return reply(response, { status: 503, body: {} });
    response.writeHead(200, { 'content-type': 'application/x-ndjson' }).flushHeaders();
    this.#feeds.add(response);
    response.on('close', () => this.#feeds.delete(response));
    this.#beat();
  }

  async #mint(form: URLSearchParams): Promise<Reply> {
    const context = contextOf(this.#plan.name, this.lobby ? null : (form.get('tenant') ?? TENANT));
    const { token } = await this.#signer.sign(context, { lifetimeSeconds: this.lifeSeconds });
    const body = {
      access_token: token,
      issued_token_type: 'urn:ietf:params:oauth:token-type:txn_token',
      token_type: 'N_A',
      expires_in: this.lifeSeconds,
      sub: context.subject,
      tenant: context.tenantId,
      cache: this.keep,
    };
    return { status: 200, body };
  }
}

export function startMinter(plan: MinterPlan): Promise<RunningMinter> {
  return new Minter(plan).start();
}

function reply(response: ServerResponse, { status, body }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function contextOf(name: MinterPlan['name'], tenantId: string | null): TransactionContext {
  const isPerson = name === 'identity';
  const principal = isPerson ? ({ kind: 'PERSON', id: PERSON } as const) : ({ kind: 'MACHINE', id: MACHINE } as const);
  return {
    txn: crypto.randomUUID(),
    principal,
    subject: isPerson ? `person:${PERSON}` : `machine:${MACHINE}`,
    tenantId,
    scope: [],
    limits: isPerson ? null : [],
    actors: [{ ...principal, label: 'somebody' }],
    operator: null,
    authentication: {
      method: isPerson ? 'oidc' : 'api_key',
      multiFactor: false,
      issuer: 'urn:test',
      subjectHash: null,
      client: null,
    },
    machine: isPerson
      ? null
      : { credentialId: MACHINE, ownerKind: 'INTERNAL_SERVICE', runtimeId: null, trustLevel: 'T1_BEARER', epoch: 0 },
    requestingWorkload: 'gateway',
  };
}
