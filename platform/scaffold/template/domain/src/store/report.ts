import type { Circumstances, Report } from '../domain/report.js';
import type { ReportingTransaction } from './tables.js';

/** Every report of the tenant, newest first. */
export async function listReports(tx: ReportingTransaction): Promise<readonly Report[]> {
  const rows = await tx.selectFrom('report').selectAll().orderBy('created_at', 'desc').orderBy('id').execute();
  return rows.map(asReport);
}

/** Those of these that there are, in one statement. */
export async function findReports(tx: ReportingTransaction, ids: readonly string[]): Promise<readonly Report[]> {
  if (ids.length === 0) return [];
  const rows = await tx.selectFrom('report').selectAll().where('id', 'in', ids).execute();
  return rows.map(asReport);
}

/** Locks identity's word about the tenant, so that two reports are decided one after the other. */
export async function lockCircumstances(tx: ReportingTransaction): Promise<Circumstances> {
  const fact = await tx.selectFrom('tenant_fact').select('state').forUpdate().executeTakeFirst();
  const { reports } = await tx
    .selectFrom('report')
    .select(({ fn }) => fn.countAll<string>().as('reports'))
    .executeTakeFirstOrThrow();
  return { tenantState: fact?.state ?? null, reports: Number(reports) };
}

export async function insertReport(tx: ReportingTransaction, report: Report): Promise<void> {
  const { id, title, createdAt } = report;
  await tx.insertInto('report').values({ id, title, created_at: createdAt }).execute();
}

function asReport(row: { readonly id: string; readonly title: string; readonly created_at: Date }): Report {
  return { id: row.id, title: row.title, createdAt: row.created_at };
}
