import {
  allow,
  refuse,
  type ActionDeclaration,
  type Decision,
  type FactorKind,
  type ReasonCode,
} from '@bailiwick/decision';

/** What no action is free of: a tenant's border, the caller's standing, and somebody having granted it. */
const CORE_FACTORS: readonly FactorKind[] = ['BOUNDARY', 'TRUST', 'PERMISSION'];

/** The one action that belongs to no single domain; access keeps it. */
export const PLATFORM_USE = 'platform.use';

export type DeclarationRefusal =
  | 'access.foreign_action'
  | 'access.core_factor_missing'
  | 'access.billing_blocks_billing'
  | 'access.power_reducing_blocked'
  | 'access.feature_without_billing';

/**
 * Which action may enter the catalogue. A domain speaks only for itself. Three traps are refused here, because each
 * would lock a customer in: whoever is suspended must be able to pay, and whoever wants to give up power or get at
 * their data must be able to, ready or not and paid or not.
 */
export function decideDeclaration(
  domain: string,
  action: ActionDeclaration,
): Decision<ActionDeclaration, DeclarationRefusal> {
  const { name, factors, feature } = action;
  if (!isOwnAction(domain, name)) return refuse('access.foreign_action', { facts: { domain, action: name } });
  const missing = CORE_FACTORS.find((factor) => !factors.includes(factor));
  if (missing !== undefined) return refuse('access.core_factor_missing', { facts: { action: name, factor: missing } });
  const dependency = readinessDependency(action);
  if (domain === 'billing' && (factors.includes('BILLING') || feature !== null)) {
    return refuse('access.billing_blocks_billing', { facts: { action: name } });
  }
  if (action.powerReducing && dependency !== null) {
    return refuse('access.power_reducing_blocked', { facts: { action: name, dependency } });
  }
  if (feature !== null && !factors.includes('BILLING')) {
    return refuse('access.feature_without_billing', { facts: { action: name, feature } });
  }
  return allow(action);
}

function isOwnAction(domain: string, name: string): boolean {
  if (domain === 'access' && name === PLATFORM_USE) return true;
  return /^[a-z]+(\.[a-z_]+){2}$/.test(name) && name.split('.')[0] === domain;
}

function readinessDependency(action: ActionDeclaration): string | null {
  return action.factors.find((factor) => factor === 'PLATFORM' || factor === 'BILLING') ?? action.feature;
}

/** What the domain's declared actions become: those that may enter, and why the others may not. */
export interface CatalogueReview {
  readonly accepted: readonly ActionDeclaration[];
  readonly refused: readonly { readonly name: string; readonly code: ReasonCode }[];
}

/** One bad declaration does not cost a domain its others: they enter, and the bad one stays unknown, which denies. */
export function reviewDeclarations(domain: string, actions: readonly ActionDeclaration[]): CatalogueReview {
  const decisions = actions.map((action) => ({ action, decision: decideDeclaration(domain, action) }));
  return {
    accepted: decisions.filter(({ decision }) => decision.allowed).map(({ action }) => action),
    refused: decisions.flatMap(({ action, decision }) =>
      decision.allowed ? [] : [{ name: action.name, code: decision.code }],
    ),
  };
}
