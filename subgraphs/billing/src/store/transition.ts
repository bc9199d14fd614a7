import { sql } from '@bailiwick/database';
import { z } from 'zod';
import { BILLING_STATES } from '../domain/subscription.js';
import type { Transition } from '../domain/transition.js';
import type { BillingTransaction } from './tables.js';

const TRANSITION_CAUSES = ['CHANGE', 'CLOCK', 'TENANT_CLOSED'] as const;
export type TransitionCause = (typeof TRANSITION_CAUSES)[number];

/** A line of history as it is kept. */
export interface RecordedTransition extends Transition {
  readonly subscriptionId: string;
  readonly cause: TransitionCause;
}

const state = z.enum(BILLING_STATES);
const remedy = z.object({
  label: z.string(),
  section: z.literal('BILLING').nullable(),
  requiredPermission: z.string().nullable(),
});
const row = z
  .object({
    subscription_id: z.string(),
    at: z.date(),
    from_state: state.nullable(),
    to_state: state,
    reason: z.object({
      code: z.templateLiteral([z.string(), '.', z.string()]),
      owner: z.literal('BILLING'),
      message: z.string(),
      since: z.string().nullable(),
      remedy: remedy.nullable(),
    }),
    cause: z.enum(TRANSITION_CAUSES),
  })
  .transform(
    ({ subscription_id: subscriptionId, at, from_state: from, to_state: to, reason, cause }): RecordedTransition => ({
      subscriptionId,
      at,
      from,
      to,
      reason,
      cause,
    }),
  );

/** Appends a line. The account's lock makes the next number free of races. */
export async function insertTransition(
  tx: BillingTransaction,
  subscriptionId: string,
  { at, from, to, reason }: Transition,
  cause: TransitionCause,
): Promise<void> {
  await sql`
    insert into subscription_transition (subscription_id, number, at, from_state, to_state, reason, cause)
    select ${subscriptionId}::uuid, coalesce(max(number), 0) + 1, ${at}::timestamptz, ${from}::text, ${to}::text,
      ${JSON.stringify(reason)}::text::jsonb, ${cause}::text
    from subscription_transition where subscription_id = ${subscriptionId}::uuid`.execute(tx);
}

/** The histories of these subscriptions, oldest line first. */
export async function listTransitionsOf(
  tx: BillingTransaction,
  subscriptionIds: readonly string[],
): Promise<readonly RecordedTransition[]> {
  const rows = await tx
    .selectFrom('subscription_transition')
    .select(['subscription_id', 'at', 'from_state', 'to_state', 'reason', 'cause'])
    .where('subscription_id', 'in', subscriptionIds)
    .orderBy('number')
    .execute();
  return rows.map((each) => row.parse(each));
}
