import { sql, type TenantTransaction } from '@bailiwick/database';
import type { NewEvent, TokenWithdrawal } from './types.js';

/** The one event type that is no domain's fact: gateways drop cached tokens on it. Never part of a snapshot. */
export const TOKEN_WITHDRAWN = 'txn_token.withdrawn';

/** Well below the longest line that a reader takes: refused here, or it would break every stream that it comes to. */
const EVENT_BYTES_MAX = 256 * 1024;

/**
 * Writes the event into the outbox, in the transaction of the change: both are kept or neither is. Tenant, request id,
 * time and feed position are the columns' own defaults, so that no caller can speak for another tenant.
 */
export async function emit<Tables, Data>(tx: TenantTransaction<Tables>, event: NewEvent<Data>): Promise<void> {
  const data = JSON.stringify(event.data);
  if (Buffer.byteLength(data) > EVENT_BYTES_MAX)
    throw new Error(`An event of the type ${event.type} is larger than ${EVENT_BYTES_MAX} bytes.`);
  await sql`insert into outbox (type, subject, data) values (${event.type}, ${event.subject}, ${data}::text::jsonb)`.execute(
    tx,
  );
}

/**
 * Tells every gateway to stop using tokens of this subject and/or tenant minted before now. Emit it in the transaction
 * that takes the power away, so that the withdrawal can neither be lost nor come first.
 */
export async function emitWithdrawal<Tables>(
  tx: TenantTransaction<Tables>,
  whose: Pick<TokenWithdrawal, 'sub' | 'tenant'>,
  now: Date = new Date(),
): Promise<void> {
  if (whose.sub === undefined && whose.tenant === undefined)
    throw new Error('A withdrawal names a subject, a tenant, or both.');
  const data: TokenWithdrawal = { ...whose, before: now.toISOString() };
  await emit(tx, { type: TOKEN_WITHDRAWN, subject: whose.sub ?? `tenant:${whose.tenant}`, data });
}
