import { auditReadAction, type ActionDeclaration } from '@bailiwick/decision';

/**
 * What reporting enforces. Access learns it from the feed and decides; the roles are who is offered it at first. Reports
 * belong to no section of Settings yet, and ask for neither billing nor set-up.
 */
const common = {
  section: null,
  factors: ['BOUNDARY', 'TRUST', 'PERMISSION'],
  feature: null,
  requiresMfa: false,
  powerReducing: false,
  endsStanding: false,
  duties: ['support'],
} as const satisfies Partial<ActionDeclaration>;

export const REPORT_READ = 'reporting.report.read';
export const REPORT_CREATE = 'reporting.report.create';

export const reportingActions: readonly ActionDeclaration[] = [
  {
    ...common,
    name: REPORT_READ,
    description: 'See the reports.',
    effect: 'READ',
    requiredTrust: 'T1_BEARER',
    stalenessSeconds: 300,
    systemRoles: ['owner', 'admin', 'auditor'],
  },
  {
    ...common,
    name: REPORT_CREATE,
    description: 'Make a report.',
    effect: 'WRITE',
    requiredTrust: 'T2_BOUND',
    stalenessSeconds: 30,
    systemRoles: ['owner', 'admin'],
    duties: [],
  },
  auditReadAction('reporting'),
];
