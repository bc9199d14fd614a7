import type { ReasonCode, ReasonFacts } from './reason.js';

/** The rule says yes, and what follows from it. */
export interface Allowed<Value> {
  readonly allowed: true;
  readonly value: Value;
}

/** The rule says no: one registered code, and what fills its sentence. */
export interface Refused<Code extends ReasonCode = ReasonCode> {
  readonly allowed: false;
  readonly code: Code;
  readonly details: RefusalDetails;
}

export interface RefusalDetails {
  /** Values for the sentence's placeholders. */
  readonly facts?: ReasonFacts;
  /** The input field that the rule is about, as a path below `input`: `['ceiling', '2']`. */
  readonly path?: readonly string[];
  readonly since?: Date;
  /** Further fields of the error's GraphQL type, such as `currentVersion`. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** What a rule returns. It never throws, awaits, or reads a clock. */
export type Decision<Value, Code extends ReasonCode = ReasonCode> = Allowed<Value> | Refused<Code>;

export function allow(): Allowed<undefined>;
export function allow<Value>(value: Value): Allowed<Value>;
export function allow<Value>(value?: Value): Allowed<Value | undefined> {
  return { allowed: true, value };
}

export function refuse<Code extends ReasonCode>(code: Code, details: RefusalDetails = {}): Refused<Code> {
  return { allowed: false, code, details };
}

/** Carries a refusal out of a transaction, so that it rolls back; `session.change` turns it back into a value. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly refused: Refused;

  constructor(refused: Refused) {
    super(refused.code);
    this.refused = refused;
  }
}

/** The decision's value, or out of the transaction with its refusal. Only inside `session.change`. */
export function orRefuse<Value>(decision: Decision<Value>): Value {
  if (decision.allowed) return decision.value;
  throw new Refusal(decision);
}
