import type { ResolverContext, Session } from '@bailiwick/subgraph-host';
import { findAccount, type Account } from '../store/account.js';
import type { BillingTables } from '../store/tables.js';
import { listTransitionsOf, type RecordedTransition } from '../store/transition.js';

export type BillingSession = Session<BillingTables>;
export type BillingContext = ResolverContext<BillingTables>;

/** An account as a resolver passes it on: with the instant for which everything about it is concluded. */
export interface AccountView {
  readonly tenantId: string;
  readonly account: Account;
  readonly now: Date;
}

export const ACCOUNT_READ = 'billing.account.read';

/** The tenant's account, once per request however many fields ask for it. */
export async function loadAccount(session: BillingSession): Promise<AccountView | null> {
  const { tenantId, now } = session;
  const account = await session.load<string, Account>(
    'billing.account',
    tenantId,
    async () => new Map([[tenantId, await session.read(ACCOUNT_READ, findAccount)]]),
  );
  return account && { tenantId, account, now };
}

/** Histories in one statement for all the subscriptions that a request asks about. */
export async function loadHistory(
  session: BillingSession,
  subscriptionId: string,
): Promise<readonly RecordedTransition[]> {
  const history = await session.load<string, readonly RecordedTransition[]>(
    'billing.history',
    subscriptionId,
    async (ids) => {
      const lines = await session.read(ACCOUNT_READ, (tx) => listTransitionsOf(tx, ids));
      return new Map(ids.map((id) => [id, lines.filter((line) => line.subscriptionId === id)]));
    },
  );
  return history ?? [];
}

/** Another tenant's entity resolves to null, exactly like one that does not exist. */
export const isOwn = (session: BillingSession, id: string): boolean => id === session.tenantId;
