import type { Reason } from '@bailiwick/decision';
import { keepAuditEntries, type AuditEntry } from './audit.js';
import type { Change, ChangeFrame } from './change.js';

/** A change as the audit log has it, dated when it was decided: after access's answer that it rests on. */
export function entryOf<Tables, Payload>(
  { context, call, services, requestId }: ChangeFrame<Tables>,
  { action, resource }: Change<Tables, Payload>,
  decided: Pick<AuditEntry, 'kind' | 'effect' | 'reason'>,
): AuditEntry {
  const { actors, txn } = context;
  return {
    ...decided,
    action,
    resource,
    actors,
    txn,
    requestId,
    ...NO_ERROR,
    mutation: call.mutation,
    at: services.clock(),
  };
}

const NO_ERROR = { errorCode: null };

/**
 * A rule's no, in a transaction of its own, because the change's has been rolled back with everything in it. It is kept
 * with the sentence that the client was given and nothing of the input. The answer is the rule's, whether it can be kept
 * or not: a full log must not turn a no into an error.
 */
export async function keepRefusal<Tables, Payload>(
  frame: ChangeFrame<Tables>,
  change: Change<Tables, Payload>,
  reason: Reason,
): Promise<void> {
  if (change.options.keepRefusal === false) return;
  const { services, requestId } = frame;
  const { tenantId } = change;
  const entry = entryOf(frame, change, { kind: 'REFUSAL', effect: 'DENY', reason });
  try {
    await services.database.inTenant(tenantId, (tx) => keepAuditEntries(tx, [entry]), { requestId });
  } catch (error) {
    services.log.error({ err: error, tenantId, requestId, code: reason.code }, 'refusal not kept');
  }
}
