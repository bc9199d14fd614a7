import { sql, type TenantTransaction } from '@bailiwick/database';

/** What a due row is about, within its tenant: one row per kind and subject. */
export interface DueKey {
  readonly kind: string;
  readonly subject: string;
}

/** Plans what time alone will change. A second call for the same kind and subject moves the date. */
export async function scheduleDue<Tables>(
  tx: TenantTransaction<Tables>,
  due: DueKey & { readonly dueAt: Date },
): Promise<void> {
  await sql`
    insert into due (kind, subject, due_at) values (${due.kind}, ${due.subject}, ${due.dueAt.toISOString()}::timestamptz)
    on conflict (tenant_id, kind, subject) do update set due_at = excluded.due_at`.execute(tx);
}

/** Forgets a plan. Nothing happens if there is none. */
export async function cancelDue<Tables>(tx: TenantTransaction<Tables>, due: DueKey): Promise<void> {
  await sql`delete from due where kind = ${due.kind} and subject = ${due.subject}`.execute(tx);
}
