import type { Order } from '../domain/order.js';
import type { Subscription } from '../domain/subscription.js';

/** What a provider says after it carried out an order. */
interface ProviderAnswer {
  readonly subscription: Subscription;
  /** Whether payment is agreed from now on. */
  readonly paymentAgreed: boolean;
}

/**
 * Who collects the money. It carries out what a rule decided and describes the subscription as it then is; what that
 * means is concluded by the same state machine for every provider. A hosted provider answers later, by its own events.
 */
export interface BillingProvider {
  readonly name: string;
  /** `newId` names the subscription that the order begins, if it begins one. */
  readonly carryOut: (
    order: Order,
    account: { readonly paymentAgreed: boolean },
    newId: string,
    now: Date,
  ) => ProviderAnswer;
}
