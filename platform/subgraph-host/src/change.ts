import { Refusal, refuse, type ReasonRegistry, type Refused } from '@bailiwick/decision';
import type { Database, TenantTransaction } from '@bailiwick/database';
import { readPosition, type ConsistencyTokens, type PlatformTables } from '@bailiwick/events';
import type { VerifiedTransactionContext } from '@bailiwick/transaction-token';
import type { Log } from '@bailiwick/config';
import type { ActionVerdict } from './action-uses.js';
import { keepAuditEntries } from './audit.js';
import { entryOf, keepRefusal } from './change-entry.js';
import { beginOnce, keepAnswer, type OnceScope } from './idempotency.js';
import { notPermittedError, refusedError } from './mutation-error.js';
import { refuseInsideTransaction } from './outside-transaction.js';
import { runAgain } from './run-again.js';
import type {
  AccessAsker,
  AccessVerdict,
  ChangeOptions,
  MutationError,
  MutationInput,
  MutationPayload,
  Resource,
} from './session.js';

export interface ChangeServices {
  readonly domain: string;
  readonly reasons: ReasonRegistry;
  readonly consistencyTokens: ConsistencyTokens;
  readonly clock: () => Date;
  readonly log: Log;
}

/** Which mutation field is being resolved, with its input. Null outside a mutation, where nothing may be changed. */
export interface MutationCall {
  readonly mutation: string | null;
  readonly input: MutationInput | null;
}

export interface ChangeFrame<Tables> {
  readonly services: ChangeServices & { readonly database: Database<Tables>; readonly access: AccessAsker };
  readonly context: VerifiedTransactionContext;
  readonly requestId: string;
  readonly now: Date;
  readonly call: MutationCall;
  /** Counts a machine's use of the action. */
  readonly used?: (verdict: ActionVerdict) => void;
}

export interface Change<Tables, Payload> {
  readonly tenantId: string;
  readonly action: string;
  readonly resource: Resource | null;
  /** False only for what a single-use token authorises. */
  readonly askAccess: boolean;
  readonly work: (tx: TenantTransaction<Tables>) => Promise<Payload>;
  readonly options: ChangeOptions<Payload>;
}

/**
 * Ask, then open, then keep everything together: idempotency key, change, events, audit entry and answer share one
 * transaction, so that an acknowledged mutation is whole and an unacknowledged one can simply be sent again.
 */
export async function carryOut<Tables extends PlatformTables, Payload extends object>(
  frame: ChangeFrame<Tables>,
  change: Change<Tables, Payload>,
): Promise<MutationPayload<Payload>> {
  const { mutation, input } = frame.call;
  if (mutation === null || input === null)
    throw new TypeError('A change is only possible in a mutation with an input.');
  if (!KEY.test(input.idempotencyKey)) return refusedBy(frame, change, unusableKey(frame));
  const denied = change.askAccess ? await firstDenial(frame, change) : null;
  if (denied !== null) return refusal(notPermittedError(denied));
  const scope: OnceScope = { principal: frame.context.subject, mutation, key: input.idempotencyKey };
  try {
    const { services, requestId } = frame;
    const tenantId = change.options.newTenantId ?? change.tenantId;
    return await runAgain(services.log, { tenantId, requestId, mutation }, () =>
      services.database.inTenant(tenantId, (tx) => changeOnce(tx, frame, change, scope, input), { requestId }),
    );
  } catch (error) {
    if (error instanceof Refusal) return refusedBy(frame, change, error.refused);
    throw error;
  }
}

async function refusedBy<Tables, Payload>(
  frame: ChangeFrame<Tables>,
  change: Change<Tables, Payload>,
  refused: Refused,
): Promise<RefusedPayload> {
  const error = refusedError(frame.services.reasons, refused);
  await keepRefusal(frame, change, error.reason);
  return refusal(error);
}

/** What a client library makes up: a UUID, a ULID, a hash. It is part of an index, and one that is empty means nothing. */
const KEY = /^[\x21-\x7e]{1,200}$/;

function unusableKey<Tables>({ services }: ChangeFrame<Tables>): Refused {
  const problem = 'idempotencyKey must be 1 to 200 visible ASCII characters, such as a UUID.';
  return refuse(`${services.domain}.invalid_input`, { facts: { problem }, path: ['idempotencyKey'] });
}

async function changeOnce<Tables extends PlatformTables, Payload extends object>(
  tx: TenantTransaction<Tables>,
  frame: ChangeFrame<Tables>,
  change: Change<Tables, Payload>,
  scope: OnceScope,
  input: MutationInput,
): Promise<MutationPayload<Payload>> {
  const first = await beginOnce(tx, scope, input, frame.now);
  if (first.state === 'OTHER_INPUT')
    throw new Refusal(refuse(`${frame.services.domain}.idempotency_key_reused`, { path: ['idempotencyKey'] }));
  // The remembered answer was this payload's, minus secrets, when it was kept.
  if (first.state === 'ANSWERED')
    return { ...(first.answer as Payload), errors: [], consistencyToken: await mintToken(tx, frame, change) };
  const payload = await change.work(tx);
  await keepAuditEntries(tx, [entryOf(frame, change, { kind: 'CHANGE', effect: 'ALLOW', reason: null })]);
  await keepAnswer(tx, scope, change.options.remember?.(payload) ?? payload);
  return { ...payload, errors: [], consistencyToken: await mintToken(tx, frame, change) };
}

async function mintToken<Tables extends PlatformTables, Payload>(
  tx: TenantTransaction<Tables>,
  frame: ChangeFrame<Tables>,
  change: Change<Tables, Payload>,
): Promise<string> {
  return frame.services.consistencyTokens.mint(change.options.newTenantId ?? change.tenantId, {
    [frame.services.domain]: await readPosition(tx),
  });
}

/** Access is always asked live for a write. A yes beyond the token's limits would be a broken promise: fail closed. */
async function firstDenial<Tables, Payload>(
  frame: ChangeFrame<Tables>,
  change: Change<Tables, Payload>,
): Promise<AccessVerdict | null> {
  refuseInsideTransaction();
  const checks = [{ action: change.action, resource: change.resource }, ...(change.options.alsoAsk ?? [])];
  const verdicts = await frame.services.access.ask(frame.context, frame.requestId, checks);
  if (verdicts.length !== checks.length) throw new Error('Access did not answer every check.');
  const [own] = verdicts;
  if (own !== undefined)
    frame.used?.({ action: change.action, effect: own.allowed ? 'ALLOW' : 'DENY', code: own.reason.code });
  const { limits } = frame.context;
  const beyond =
    limits === null
      ? undefined
      : verdicts.find((verdict, index) => verdict.allowed && index === 0 && !limits.includes(change.action));
  if (beyond !== undefined) throw new Error('Access allowed an action beyond the limits of the token.');
  return verdicts.find((verdict) => !verdict.allowed) ?? null;
}

interface RefusedPayload {
  readonly errors: readonly MutationError[];
  readonly consistencyToken: null;
}

function refusal(error: MutationError): RefusedPayload {
  return { errors: [error], consistencyToken: null };
}
