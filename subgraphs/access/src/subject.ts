import type { TransactionContext } from '@bailiwick/transaction-token';
import type { Occasion } from './question.js';
import type { AccessSubject } from './domain/check.js';

/** What the signed context says, as rules want it. A session and a verified token have the same members. */
export type SignedCaller = Pick<
  TransactionContext,
  'limits' | 'operator' | 'machine' | 'authentication' | 'actors' | 'txn'
> & {
  readonly principal: NonNullable<TransactionContext['principal']>;
  readonly tenantId: string;
};

export function subjectOf(caller: SignedCaller): AccessSubject {
  const { principal, tenantId, limits, operator, machine, authentication } = caller;
  return {
    principal,
    tenantId,
    multiFactor: principal.kind === 'PERSON' ? authentication.multiFactor : null,
    trustLevel: machine?.trustLevel ?? null,
    duty: operator?.duty ?? null,
    limits,
  };
}

/** What the log says of who asked for this request, beside the subject that rules look at. */
export function occasionOf({ actors, txn }: SignedCaller, { requestId }: { readonly requestId: string }): Occasion {
  return { requestId, txn, actors };
}

/** The lobby, and who is not linked to a person yet, have nothing to be decided about. */
export function isSignedCaller<Caller extends Pick<TransactionContext, 'principal' | 'tenantId'>>(
  caller: Caller | null,
): caller is Caller & { readonly principal: NonNullable<Caller['principal']>; readonly tenantId: string } {
  return caller !== null && caller.principal !== null && caller.tenantId !== null;
}
