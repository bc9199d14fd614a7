import { isAuthorized, type AuthorizationCall } from '@cedar-policy/cedar-wasm/nodejs';
import { FACTORS, SYSTEM_ROLES, TRUST_LEVELS } from '@bailiwick/decision';
import { assert, constantFrom, date, option, boolean, property, record, sample, subarray, integer } from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ACME,
  aBilling,
  aCheck,
  aFact,
  anAction,
  aPerson,
  aReason,
  aRole,
  NOON,
  secondsAfter,
  secondsBefore,
} from '../../test/builders.js';
import { decideAccess } from './access.js';
import type { Check, Fact } from './check.js';

/**
 * The same policy, written a second time in another language by its own means: one permit, and one forbid for every way
 * in which a declared factor can fail.
 */
const POLICIES = `
permit (principal, action, resource) when {
  context.duty == "" && context.roles.containsAny(context.action.roles) ||
  context.duty != "" && context.action.duties.contains(context.duty) ||
  context.duty == "" && context.tenantKind == "PLATFORM" && context.memberDuties.containsAny(context.action.duties)
};
forbid (principal, action, resource) unless { context.fresh.contains("tenant") };
forbid (principal, action, resource) when { !["PROVISIONING", "ACTIVE", "SUSPENDED", "CLOSING"].contains(context.tenantState) };
forbid (principal, action, resource) when { ["SUSPENDED", "CLOSING"].contains(context.tenantState) } unless {
  context.duty != "" && context.action.duties.contains(context.duty) ||
  context.duty == "" && context.tenantKind == "PLATFORM" && context.memberDuties.containsAny(context.action.duties) ||
  context.duty == "" && context.roles.contains("owner") && (context.action.powerReducing || context.action.ofBilling)
};
forbid (principal, action, resource) when { context.foreignResource };
forbid (principal, action, resource) when { !context.machine && context.duty == "" } unless { context.fresh.contains("membership") && context.membershipState == "ACTIVE" };
forbid (principal, action, resource) when { context.machine } unless { context.fresh.contains("machine") && ["ACTIVE", "OWNER_GRACE"].contains(context.machineState) };
forbid (principal, action, resource) when { !context.machine && context.action.requiresMfa && !context.multiFactor };
forbid (principal, action, resource) when { context.machine && context.trust < context.action.trust };
forbid (principal, action, resource) when { context.action.factors.contains("PLATFORM") } unless { context.fresh.contains("setup") && context.setupReady };
forbid (principal, action, resource) when { context.action.factors.contains("BILLING") } unless { context.fresh.contains("billing") && context.billingReady };
forbid (principal, action, resource) when { context.action.factors.contains("BILLING") && context.billingTurnsToNo };
forbid (principal, action, resource) when { context.action.factors.contains("BILLING") && context.action.feature } unless { context.fresh.contains("entitlements") && context.featureEnabled };
forbid (principal, action, resource) when { context.machine && !context.withinLimits };
forbid (principal, action, resource) when { context.removesLastOwner };
`;

const freshness = option(constantFrom(0, 1, 10, 20, 28, 29, 30, 31), { nil: null, freq: 30 });
/** Most worlds are in order, or hardly any answer would be a yes. */
const mostly = (usual: boolean) => constantFrom(usual, usual, usual, usual, !usual);
const world = record({
  factors: subarray(['PLATFORM', 'BILLING'] as const),
  feature: boolean(),
  requiresMfa: mostly(false),
  powerReducing: boolean(),
  ofBilling: boolean(),
  endsStanding: mostly(false),
  requiredTrust: constantFrom(...TRUST_LEVELS),
  actionRoles: subarray([...SYSTEM_ROLES]),
  actionDuties: subarray(['support', 'tenant-operations']),
  machine: boolean(),
  duty: constantFrom(null, null, 'support', 'tenant-operations'),
  multiFactor: mostly(true),
  trustLevel: constantFrom(...TRUST_LEVELS),
  withinLimits: mostly(true),
  heldRoles: subarray([...SYSTEM_ROLES]),
  heldUntil: option(date({ min: secondsBefore(2), max: secondsAfter(2), noInvalidDate: true }), { nil: null }),
  tenantState: constantFrom('PROVISIONING', 'ACTIVE', 'ACTIVE', 'ACTIVE', 'SUSPENDED', 'CLOSING', 'CLOSED', 'NEW'),
  tenantKind: constantFrom('CUSTOMER', 'PLATFORM'),
  memberDuties: subarray(['support', 'tenant-operations']),
  membershipState: constantFrom('ACTIVE', 'ACTIVE', 'ACTIVE', 'ACTIVE', 'SUSPENDED', 'LEFT'),
  machineState: constantFrom('ACTIVE', 'ACTIVE', 'OWNER_GRACE', 'SUSPENDED'),
  setupReady: mostly(true),
  billingReady: mostly(true),
  turnsAt: option(integer({ min: -2, max: 2 }), { nil: null }),
  turnsReady: boolean(),
  featureEnabled: mostly(true),
  foreignResource: mostly(false),
  removesOwner: mostly(false),
  otherOwnerLasting: mostly(true),
  tenantAge: freshness,
  membershipAge: freshness,
  machineAge: freshness,
  setupAge: freshness,
  billingAge: freshness,
  entitlementsAge: freshness,
});
type World = typeof world extends { generate: (...args: never[]) => { value: infer Value } } ? Value : never;

function heard<Value>(value: Value, age: number | null): Fact<Value> | null {
  return age === null ? null : aFact(value, { heardAt: secondsBefore(age) });
}

const NAME = { true: 'billing.thing.change', false: 'identity.thing.change' } as const;

function toCheck(w: World): Check {
  const action = anAction({
    name: NAME[`${w.ofBilling}`],
    factors: FACTORS.filter((factor) => (factor !== 'PLATFORM' && factor !== 'BILLING') || w.factors.includes(factor)),
    feature: w.feature ? 'reporting' : null,
    requiresMfa: w.requiresMfa,
    powerReducing: w.powerReducing,
    endsStanding: w.endsStanding,
    requiredTrust: w.requiredTrust,
    systemRoles: w.actionRoles,
    duties: w.actionDuties,
  });
  const turn =
    w.turnsAt === null
      ? null
      : { at: secondsAfter(w.turnsAt), to: 'X', ready: w.turnsReady, reason: aReason('billing.turned') };
  const person = aPerson({ duty: w.duty, multiFactor: w.multiFactor });
  const machine = {
    principal: { kind: 'MACHINE', id: 'robot' },
    duty: null,
    trustLevel: w.trustLevel,
    multiFactor: null,
  } as const;
  return aCheck({
    action,
    resource: w.foreignResource
      ? { type: 'tenant', id: 'other' }
      : w.removesOwner
        ? { type: 'person', id: 'ana' }
        : { type: 'tenant', id: ACME },
    subject: w.machine ? { ...person, ...machine, limits: w.withinLimits ? [action.name] : [] } : person,
    facts: {
      tenant: heard({ kind: w.tenantKind, state: w.tenantState, stateReason: null }, w.tenantAge),
      membership:
        w.machine || w.membershipAge === null
          ? null
          : heard({ personId: 'ana', state: w.membershipState, duties: w.memberDuties }, w.membershipAge),
      machine: heard({ name: 'robot', state: w.machineState }, w.machineAge),
      setup: heard({ ready: w.setupReady, reason: aReason('identity.setup') }, w.setupAge),
      billing: heard(aBilling({ ready: w.billingReady, nextTransition: turn }), w.billingAge),
      entitlements: heard(
        { features: { reporting: { enabled: w.featureEnabled, reason: aReason('billing.plan') } } },
        w.entitlementsAge,
      ),
      roles: w.heldRoles.map((role) => aRole(role, { expiresAt: w.heldUntil })),
      owners: [
        { personId: 'ana', lasting: true },
        { personId: 'ben', lasting: w.otherOwnerLasting },
      ],
    },
    now: NOON,
  });
}

function toCedar(w: World): AuthorizationCall {
  const ages = {
    tenant: w.tenantAge,
    membership: w.membershipAge,
    machine: w.machineAge,
    setup: w.setupAge,
    billing: w.billingAge,
    entitlements: w.entitlementsAge,
  };
  const fresh = Object.entries(ages).flatMap(([name, age]) => (age !== null && age <= 30 ? [name] : []));
  const duty = w.machine ? '' : (w.duty ?? '');
  return {
    principal: { type: 'User', id: 'u' },
    action: { type: 'Action', id: 'a' },
    resource: { type: 'Thing', id: 't' },
    context: {
      action: {
        roles: w.actionRoles,
        duties: w.actionDuties,
        factors: w.factors,
        feature: w.feature,
        requiresMfa: w.requiresMfa,
        powerReducing: w.powerReducing,
        ofBilling: w.ofBilling,
        trust: TRUST_LEVELS.indexOf(w.requiredTrust),
      },
      roles: w.heldUntil === null || w.heldUntil > NOON ? w.heldRoles : [],
      duty,
      machine: w.machine,
      multiFactor: w.multiFactor,
      trust: TRUST_LEVELS.indexOf(w.trustLevel),
      withinLimits: w.withinLimits,
      fresh,
      tenantKind: w.tenantAge === null ? '' : w.tenantKind,
      tenantState: w.tenantState,
      memberDuties: w.machine || w.membershipAge === null ? [] : w.memberDuties,
      membershipState: w.membershipState,
      machineState: w.machineState,
      setupReady: w.setupReady,
      billingReady: w.billingReady,
      billingTurnsToNo: w.turnsAt !== null && w.turnsAt <= 0 && !w.turnsReady,
      featureEnabled: w.featureEnabled,
      foreignResource: w.foreignResource,
      removesLastOwner: removesLastOwner(w),
    },
    policies: { staticPolicies: POLICIES },
    entities: [],
  };
}

function removesLastOwner(w: World): boolean {
  return w.endsStanding && w.removesOwner && !w.foreignResource && !w.otherOwnerLasting;
}

function cedarAllows(call: AuthorizationCall): boolean {
  const answer = isAuthorized(call);
  if (answer.type === 'failure') throw new Error(JSON.stringify(answer.errors));
  if (answer.response.diagnostics.errors.length > 0)
    throw new Error(JSON.stringify(answer.response.diagnostics.errors));
  return answer.response.decision === 'allow';
}

describe('our rules and Cedar’s', () => {
  test('come to the same answer, whatever the facts', () => {
    assert(
      property(world, (facts) => decideAccess(toCheck(facts)).canAccess === cedarAllows(toCedar(facts))),
      { numRuns: 2000 },
    );
  });

  test('are compared on facts that lead to a yes often enough to matter', () => {
    const yeses = sample(world, { numRuns: 4000, seed: 42 }).filter((facts) => decideAccess(toCheck(facts)).canAccess);
    expect(yeses.length).toBeGreaterThan(100);
  });
});
