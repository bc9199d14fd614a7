import type { ActionDeclaration, Reason } from '@bailiwick/decision';
import { actions } from '../src/actions.js';
import type {
  AccessSubject,
  BillingFact,
  Catalogue,
  Check,
  DecisionFacts,
  Fact,
  HeldRole,
} from '../src/domain/check.js';
import type { Occasion } from '../src/question.js';

export const NOON = new Date('2026-11-21T12:00:00Z');
export const ACME = '0a000000-0000-4000-8000-000000000001';
export const ANA = '0b000000-0000-4000-8000-000000000001';
export const BEN = '0b000000-0000-4000-8000-000000000002';
export const ROBOT = '0c000000-0000-4000-8000-000000000001';

export const secondsBefore = (seconds: number, from: Date = NOON): Date => new Date(from.getTime() - seconds * 1000);
export const secondsAfter = (seconds: number, from: Date = NOON): Date => secondsBefore(-seconds, from);

export function aReason(code: Reason['code'], message = `Says ${code}.`): Reason {
  const [prefix = 'access'] = code.split('.');
  const owner = prefix.toUpperCase() as Reason['owner']; // upper case is what the type asks for
  return { code, owner, message, since: null, remedy: null };
}

export function anAction(over: Partial<ActionDeclaration> = {}): ActionDeclaration {
  return {
    name: 'identity.thing.change',
    description: 'Change a thing.',
    section: 'ORGANIZATION',
    effect: 'WRITE',
    factors: ['BOUNDARY', 'TRUST', 'PERMISSION'],
    feature: null,
    requiredTrust: 'T1_BEARER',
    requiresMfa: false,
    stalenessSeconds: 30,
    powerReducing: false,
    endsStanding: false,
    systemRoles: ['owner', 'admin'],
    duties: [],
    ...over,
  };
}

/** Depends on everything that an action can depend on. */
export function aFullAction(over: Partial<ActionDeclaration> = {}): ActionDeclaration {
  return anAction({ factors: ['BOUNDARY', 'TRUST', 'PLATFORM', 'BILLING', 'PERMISSION'], ...over });
}

export function aFact<Value>(value: Value, over: Partial<Fact<Value>> = {}): Fact<Value> {
  return { value, source: 'identity', version: 1, heardAt: NOON, ...over };
}

export function aRole(role: string, over: Partial<HeldRole> = {}): HeldRole {
  return { assignmentId: `assignment-${role}`, role, expiresAt: null, ...over };
}

export function aBilling(over: Partial<BillingFact> = {}): BillingFact {
  return { ready: true, reason: aReason('billing.active'), nextTransition: null, ...over };
}

export const aTenant = (state = 'ACTIVE', stateReason: Reason | null = null, kind = 'CUSTOMER') =>
  aFact({ kind, state, stateReason });
export const aMembership = (state = 'ACTIVE', duties: readonly string[] = [], personId = ANA) =>
  aFact({ personId, state, duties });

/** Everything in order: an active tenant, set up and paid for, and an owner in good standing. */
export function someFacts(over: Partial<DecisionFacts> = {}): DecisionFacts {
  return {
    tenant: aTenant(),
    membership: aMembership(),
    machine: aFact({ name: 'robot', state: 'ACTIVE' }, { source: 'credentials' }),
    setup: aFact({ ready: true, reason: aReason('identity.setup_complete') }),
    billing: aFact(aBilling(), { source: 'billing' }),
    entitlements: aFact({ features: {} }, { source: 'billing' }),
    roles: [aRole('owner')],
    owners: [{ personId: ANA, lasting: true }],
    ...over,
  };
}

export function aPerson(over: Partial<AccessSubject> = {}): AccessSubject {
  return {
    principal: { kind: 'PERSON', id: ANA },
    tenantId: ACME,
    multiFactor: false,
    trustLevel: null,
    duty: null,
    limits: null,
    ...over,
  };
}

export function aMachine(limits: readonly string[], over: Partial<AccessSubject> = {}): AccessSubject {
  return aPerson({
    principal: { kind: 'MACHINE', id: ROBOT },
    multiFactor: null,
    trustLevel: 'T2_BOUND',
    limits,
    ...over,
  });
}

export const aCatalogue = (...more: readonly ActionDeclaration[]): Catalogue =>
  new Map([...actions, ...more].map((action) => [action.name, action]));

export function aCheck(over: Partial<Check> = {}): Check {
  const action = over.action ?? anAction();
  return {
    action,
    resource: null,
    roleId: null,
    subject: aPerson(),
    facts: someFacts(),
    catalogue: aCatalogue(action),
    now: NOON,
    ...over,
  };
}

export function anOccasion(over: Partial<Occasion> = {}): Occasion {
  return { requestId: 'r', txn: 't', actors: [{ kind: 'PERSON', id: ANA, label: 'Ana' }], ...over };
}
