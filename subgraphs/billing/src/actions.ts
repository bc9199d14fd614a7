import { auditReadAction, type ActionDeclaration, type SystemRole } from '@bailiwick/decision';

/**
 * What billing enforces. None of it declares BILLING: a suspended customer must be able to see what is owed and to pay.
 * None declares PLATFORM either: choosing a plan is part of setting up.
 */
const common = {
  section: 'BILLING',
  factors: ['BOUNDARY', 'TRUST', 'PERMISSION'],
  feature: null,
  requiresMfa: false,
  powerReducing: false,
  endsStanding: false,
} as const satisfies Partial<ActionDeclaration>;

// A machine reads with a bearer credential; what changes money needs one that is bound to its runtime.
const read = { ...common, effect: 'READ', requiredTrust: 'T1_BEARER', stalenessSeconds: 300 } as const;
const write = { ...common, effect: 'WRITE', requiredTrust: 'T2_BOUND', stalenessSeconds: 30 } as const;

const PAYERS: readonly SystemRole[] = ['owner', 'admin', 'billing-manager'];
const OPERATIONS = ['billing-operations'];

export const billingActions: readonly ActionDeclaration[] = [
  {
    ...read,
    name: 'billing.account.read',
    description: 'See the account: plan, readiness and its reasons, seats, entitlements, history.',
    systemRoles: [...PAYERS, 'auditor', 'machine'],
    duties: [...OPERATIONS, 'support'],
  },
  {
    ...read,
    name: 'billing.entitlement.check',
    description: 'Ask whether a feature is usable and how much of it is left.',
    section: null,
    systemRoles: [...PAYERS, 'auditor', 'member', 'machine'],
    duties: [...OPERATIONS, 'support'],
  },
  {
    ...write,
    name: 'billing.trial.start',
    description: 'Start the one trial of a tenant.',
    systemRoles: PAYERS,
    duties: OPERATIONS,
  },
  {
    ...write,
    name: 'billing.plan.change',
    description: 'Choose a plan and the number of seats, and agree to pay for them.',
    systemRoles: PAYERS,
    duties: OPERATIONS,
  },
  {
    ...write,
    name: 'billing.subscription.cancel',
    description: 'End the subscription, at once or at the end of its period.',
    powerReducing: true,
    systemRoles: PAYERS,
    duties: OPERATIONS,
  },
  {
    ...write,
    name: 'billing.grace.extend',
    description: 'Let a customer with an overdue payment go on for a while, as an operator of the platform.',
    systemRoles: [],
    duties: OPERATIONS,
  },
  auditReadAction('billing'),
];
