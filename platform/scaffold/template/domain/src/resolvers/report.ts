import { randomUUID } from 'node:crypto';
import { orRefuse } from '@bailiwick/decision';
import type { ResolverContext, Session } from '@bailiwick/subgraph-host';
import { REPORT_CREATE, REPORT_READ } from '../actions.js';
import { decideReport, type Report } from '../domain/report.js';
import { findReports, insertReport, listReports, lockCircumstances } from '../store/report.js';
import type { ReportingTables } from '../store/tables.js';

type Context = ResolverContext<ReportingTables>;
interface Reference {
  readonly id: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Reports in one statement for all the ids that a request asks about. What cannot be an id is no report. */
function loadReport(session: Session<ReportingTables>, id: string): Promise<Report | null> {
  return session.load('reports', id, (ids) =>
    session.read(REPORT_READ, async (tx) => {
      const reports = await findReports(
        tx,
        ids.filter((each) => UUID.test(each)),
      );
      return new Map(reports.map((report) => [report.id, report]));
    }),
  );
}

export const reportingResolvers = {
  Query: {
    tenant: (_parent: unknown, _args: unknown, { session }: Context) => ({ id: session.tenantId }),
    report: (_parent: unknown, { id }: Reference, { session }: Context) => loadReport(session, id),
  },
  Tenant: {
    __resolveReference: ({ id }: Reference, { session }: Context) => (id === session.tenantId ? { id } : null),
    reports: (_parent: unknown, _args: unknown, { session }: Context) => session.read(REPORT_READ, listReports),
  },
  Report: {
    __resolveReference: ({ id }: Reference, { session }: Context) => loadReport(session, id),
  },
  Mutation: {
    createReport: (_parent: unknown, { input }: { readonly input: { readonly title: string } }, { session }: Context) =>
      session.change(REPORT_CREATE, null, async (tx) => {
        const { title } = orRefuse(decideReport(input.title, await lockCircumstances(tx)));
        const report: Report = { id: randomUUID(), title, createdAt: session.now };
        await insertReport(tx, report);
        return { report };
      }),
  },
};
