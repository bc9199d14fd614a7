import { findAccount } from '../store/account.js';
import type { AccountView, BillingContext } from './context.js';
import { presentReadiness } from './present.js';

/** What a mutation hands on: the account as it is in its own transaction. Absent in a refusal, null in a repeat. */
export interface BillingPayload {
  readonly view: AccountView | null;
}

/** A repeat is answered with the account of then-and-now: the change was made once, and its effect is looked up. */
export const remembered = (): BillingPayload => ({ view: null });

export const payloads = {
  BillingPayload: {
    account: viewOf,
    readiness: async (payload: Partial<BillingPayload>, args: unknown, context: BillingContext) => {
      const view = await viewOf(payload, args, context);
      return view && presentReadiness(view);
    },
  },
};

/** Whoever may make the change may see what became of it, so the repeat asks for nothing more than the first did. */
async function viewOf(
  { view }: Partial<BillingPayload>,
  _args: unknown,
  { session }: BillingContext,
): Promise<AccountView | null> {
  if (view === undefined) return null;
  const { tenantId, now } = session;
  return view ?? { tenantId, account: await session.readOpen(findAccount), now };
}
