import type { TransactionContext } from '@bailiwick/transaction-token';
import type { AccessSubject } from './domain/check.js';

/** What the signed context says, as rules want it. A session and a verified token have the same members. */
export type SignedCaller = Pick<TransactionContext, 'limits' | 'operator' | 'machine' | 'authentication'> & {
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

/** The lobby, and who is not linked to a person yet, have nothing to be decided about. */
export function isSignedCaller<Caller extends Pick<TransactionContext, 'principal' | 'tenantId'>>(
  caller: Caller | null,
): caller is Caller & { readonly principal: NonNullable<Caller['principal']>; readonly tenantId: string } {
  return caller !== null && caller.principal !== null && caller.tenantId !== null;
}
