import { type Database, type TenantTransaction } from '@bailiwick/database';
import type { PlatformTables } from '@bailiwick/events';
import type { VerifiedTransactionContext } from '@bailiwick/transaction-token';
import DataLoader from 'dataloader';
import type { ActionUses, ActionVerdict } from './action-uses.js';
import { carryOut, type ChangeServices, type MutationCall } from './change.js';
import { NotPermitted } from './errors.js';
import { refuseInsideTransaction } from './outside-transaction.js';
import type { AccessAsker, AccessCheck, AccessVerdict, CallerSession, Resource, Session } from './session.js';

export interface SessionServices<Tables> extends ChangeServices {
  readonly database: Database<Tables>;
  readonly access: AccessAsker;
  /** Where a machine's use of an action is counted. */
  readonly uses?: ActionUses;
}

/** A session as the host hands it out: each mutation field gets its own view, bound to its name and input. */
export interface BindableSession<Tables> extends Session<Tables> {
  readonly forMutation: (call: MutationCall) => Session<Tables>;
}

export interface BindableCaller<Tables> extends CallerSession<Tables> {
  readonly forMutation: (call: MutationCall) => CallerSession<Tables>;
}

/** One verified request's view of one tenant. */
export function openSession<Tables extends PlatformTables>(
  services: SessionServices<Tables>,
  context: VerifiedTransactionContext & { readonly tenantId: string },
  requestId: string,
): BindableSession<Tables> {
  const { principal, tenantId } = context;
  if (principal === null) throw new TypeError('A session needs a linked principal.');
  const now = services.clock();
  const ask = askBatched(services.access, context, requestId);
  const used = countOnce(services.uses, context, services.clock);
  const readIn = <Result>(work: (tx: TenantTransaction<Tables>) => Promise<Result>) =>
    services.database.inTenant(tenantId, work, { readOnly: true, requestId });

  const base = {
    ...{ principal, tenantId, now, requestId },
    ...pick(context),
    ask: (checks: readonly AccessCheck[]) => Promise.all(checks.map((check) => ask.load(check))),
    readOpen: <Result>(work: (tx: TenantTransaction<Tables>) => Promise<Result>) => readIn(work),
    read: async <Result>(
      action: string,
      work: (tx: TenantTransaction<Tables>) => Promise<Result>,
      resource?: Resource | null,
    ) => {
      if (isInScope(context, action, resource ?? null)) used({ action, effect: 'ALLOW', code: IN_SCOPE });
      else {
        const verdict = await ask.load({ action, resource: resource ?? null });
        used({ action, effect: verdict.allowed ? 'ALLOW' : 'DENY', code: verdict.reason.code });
        if (!verdict.allowed) throw new NotPermitted(verdict.reason, verdict.decisionId);
      }
      return readIn(work);
    },
    load: loaders(),
  };
  const forMutation = (call: MutationCall): Session<Tables> => ({
    ...base,
    change: (action, resource, work, options) =>
      carryOut(
        { services, context, requestId, now, call, used },
        { tenantId, action, resource, askAccess: true, work, options: options ?? {} },
      ),
  });
  return { ...forMutation({ mutation: null, input: null }), forMutation };
}

function pick({ actors, machine, operator, limits, authentication, txn }: VerifiedTransactionContext) {
  return { actors, machine, operator, limits, authentication, txn };
}

/** The caller without regard to a tenant, for the two fields of identity that need no more. */
export function openCaller<Tables extends PlatformTables>(
  services: SessionServices<Tables>,
  context: VerifiedTransactionContext,
  requestId: string,
): BindableCaller<Tables> {
  const { principal, subject, authentication, actors } = context;
  const now = services.clock();
  const forMutation = (call: MutationCall): CallerSession<Tables> => ({
    principal,
    subject,
    authentication,
    actors,
    now,
    requestId,
    changeByToken: (tenantId, action, work, options) =>
      carryOut(
        { services, context, requestId, now, call },
        { tenantId, action, resource: null, askAccess: false, work, options: options ?? {} },
      ),
  });
  return { ...forMutation({ mutation: null, input: null }), forMutation };
}

/** Access's own word for the yes that a scope repeats. */
const IN_SCOPE = 'access.granted';

/** A use is one request, however many fields of it need the same action. */
function countOnce(
  uses: ActionUses | undefined,
  context: VerifiedTransactionContext,
  clock: () => Date,
): (verdict: ActionVerdict) => void {
  if (uses === undefined || context.machine === null) return () => undefined;
  const counted = new Set<string>();
  return (verdict) => {
    const key = `${verdict.action} ${verdict.effect}`;
    if (counted.has(key)) return;
    counted.add(key);
    uses.record(context, verdict, clock());
  };
}

/** Scope only ever shortens a yes, and only for the whole tenant: a resource or a no is access's to judge. */
function isInScope(context: VerifiedTransactionContext, action: string, resource: Resource | null): boolean {
  const withinLimits = context.limits === null || context.limits.includes(action);
  return resource === null && withinLimits && context.scope !== null && context.scope.includes(action);
}

/** All that one request asks in one tick travels in one hop, and the same question is asked once. */
function askBatched(
  access: AccessAsker,
  context: VerifiedTransactionContext,
  requestId: string,
): DataLoader<AccessCheck, AccessVerdict, string> {
  return new DataLoader(
    async (checks) => {
      refuseInsideTransaction();
      return access.ask(context, requestId, checks);
    },
    {
      cacheKeyFn: (check) => JSON.stringify([check.action, check.resource ?? null, check.properties ?? null]),
      maxBatchSize: 50,
    },
  );
}

function loaders(): Session<unknown>['load'] {
  const byName = new Map<string, DataLoader<string, unknown>>();
  return async <Key extends string, Value>(
    name: string,
    key: Key,
    batch: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>,
  ) => {
    const known = byName.get(name) as DataLoader<Key, Value | null> | undefined; // one name is always used with one batch
    if (known !== undefined) return known.load(key);
    const loader = new DataLoader<Key, Value | null>(async (keys) => {
      const found = await batch(keys);
      return keys.map((each) => found.get(each) ?? null);
    });
    byName.set(name, loader);
    return loader.load(key);
  };
}
