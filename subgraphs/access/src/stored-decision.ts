import { createHash } from 'node:crypto';
import type { ActionDeclaration, Reason } from '@bailiwick/decision';
import { decideAccess, denyUnknownAction, type AccessAnswer } from './domain/access.js';
import type { AccessSubject, Catalogue, DecisionFacts } from './domain/check.js';
import { GRANTED } from './domain/permission.js';
import { finding, type RuleResult } from './domain/rule.js';
import { reasons } from './reasons.js';
import type { StoredDecision } from './store/access-decision.js';

/** A fact as the log shows it: which, how old, and a digest to compare by. */
export interface FactReference {
  readonly domain: string;
  readonly name: string;
  readonly version: number;
  readonly asOf: Date | null;
  readonly digest: string;
}

interface Inputs {
  readonly subject: AccessSubject;
  readonly facts: DecisionFacts;
  readonly roleId: string | null;
}

const DATE_FIELDS = new Set(['heardAt', 'at', 'expiresAt']);

/** JSON knows no dates: the three fields that hold one get it back. */
function readInputs(stored: unknown): Inputs {
  const text = JSON.stringify(stored);
  return JSON.parse(text, (key, value: unknown) =>
    DATE_FIELDS.has(key) && typeof value === 'string' ? new Date(value) : value,
  ) as Inputs; // written by `decideAll`
}

export function factsOf({ inputs }: StoredDecision): readonly FactReference[] {
  const { tenant, membership, machine, setup, billing, entitlements } = readInputs(inputs).facts;
  return Object.entries({ tenant, membership, machine, setup, billing, entitlements }).flatMap(([name, fact]) =>
    fact === null
      ? []
      : [
          {
            domain: fact.source.toUpperCase(),
            name,
            version: fact.version,
            asOf: fact.heardAt,
            digest: digestOf(fact.value),
          },
        ],
  );
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

/** The same question to the same facts at the same moment, under today's rules and catalogue. */
export function replay(decision: StoredDecision, catalogue: Catalogue): AccessAnswer {
  const action: ActionDeclaration | undefined = catalogue.get(decision.action);
  if (action === undefined) return denyUnknownAction(decision.action);
  return decideAccess({
    action,
    resource: decision.resource,
    catalogue,
    now: decision.evaluatedAt,
    ...readInputs(decision.inputs),
  });
}

/** A stored trace line as the graph shows it. */
export function toTraceStep({ rule, owner, effect, outcome, reason, via }: RuleResult) {
  const matched = effect === 'FORBID' ? outcome === 'FAIL' || outcome === 'UNKNOWN' : outcome === 'PASS';
  return { rule, owner, effect, outcome, matched, because: reason.message, via };
}

/** What the subject was shown, and all that a reader without `access.audit.read` is shown again. */
export function notPermitted(): { readonly reason: Reason; readonly trace: readonly ReturnType<typeof toTraceStep>[] } {
  const reason = reasons.reason('access.not_permitted');
  return { reason, trace: [toTraceStep(finding(GRANTED, 'PERMIT', { outcome: 'FAIL', reason }))] };
}
