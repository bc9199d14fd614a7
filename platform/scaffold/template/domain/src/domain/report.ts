import { allow, refuse, type Decision } from '@bailiwick/decision';

export const REPORTS_MAX = 50;
export const TITLE_CHARACTERS_MAX = 120;

export interface Report {
  readonly id: string;
  readonly title: string;
  readonly createdAt: Date;
}

/** What a new report is decided on. */
export interface Circumstances {
  /** Identity's word. Null until it has arrived. */
  readonly tenantState: string | null;
  /** How many reports there are. */
  readonly reports: number;
}

export type ReportRefusal = 'reporting.tenant_not_active' | 'reporting.too_many_reports' | 'reporting.invalid_input';

/**
 * A report is made where work goes on, so what was never heard of the tenant is no yes. The number is bounded, because
 * the list is answered whole.
 */
export function decideReport(
  title: string,
  { tenantState, reports }: Circumstances,
): Decision<Pick<Report, 'title'>, ReportRefusal> {
  const trimmed = title.trim();
  if (trimmed.length < 1 || trimmed.length > TITLE_CHARACTERS_MAX) {
    const problem = `title must be 1 to ${TITLE_CHARACTERS_MAX} characters.`;
    return refuse('reporting.invalid_input', { facts: { problem }, path: ['title'] });
  }
  if (tenantState !== 'ACTIVE')
    return refuse('reporting.tenant_not_active', { facts: { state: tenantState ?? 'not known yet' } });
  if (reports >= REPORTS_MAX) return refuse('reporting.too_many_reports', { facts: { most: REPORTS_MAX } });
  return allow({ title: trimmed });
}
