import { Kind, type GraphQLError } from 'graphql';
import { keepAuditEntries, type AuditEntry } from './audit.js';
import { brokenCode } from './mask-error.js';
import type { SessionServices } from './open-session.js';
import type { VerifiedTransactionContext } from '@bailiwick/transaction-token';

/** A field that nobody answered: for a defect of ours, or for want of somebody else. */
export interface Failure {
  readonly field: string | null;
  readonly errorCode: string;
}

const FAILURES_MAX = 10;

/** What broke in one answer, each field once. Fields by their names in the schema: an alias is the client's text. */
export function failuresIn(errors: readonly GraphQLError[]): readonly Failure[] {
  const found = errors.flatMap((error) => {
    const errorCode = brokenCode(error);
    return errorCode === null ? [] : [{ field: fieldOf(error), errorCode }];
  });
  const first = new Map(found.map((failure) => [JSON.stringify(failure), failure]));
  return [...first.values()].slice(0, FAILURES_MAX);
}

function fieldOf({ nodes }: GraphQLError): string | null {
  const node = nodes?.[0];
  return node?.kind === Kind.FIELD ? node.name.value : null;
}

/** For whoever asks later why the request failed: that it broke, and where; why stands in the log. A full log changes no answer. */
export async function keepFailures<Tables>(
  { database, clock, log }: Pick<SessionServices<Tables>, 'database' | 'clock' | 'log'>,
  { tenantId, actors, txn }: Pick<VerifiedTransactionContext, 'tenantId' | 'actors' | 'txn'>,
  requestId: string,
  failures: readonly Failure[],
): Promise<void> {
  if (tenantId === null || failures.length === 0) return;
  const entries = failures.map(({ field, errorCode }): AuditEntry => ({
    ...{ at: clock(), kind: 'FAILURE', effect: 'FAIL', action: null, resource: null, reason: null },
    ...{ actors, txn, requestId, errorCode, mutation: field },
  }));
  try {
    await database.inTenant(tenantId, (tx) => keepAuditEntries(tx, entries), { requestId });
  } catch (error) {
    log.error({ err: error, tenantId, requestId }, 'failure not kept');
  }
}
