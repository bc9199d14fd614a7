import type { Actor } from '@bailiwick/decision';
import type { AccessCheck } from '@bailiwick/subgraph-host';
import type { AccessAnswer } from './domain/access.js';
import type { Resource } from './domain/check.js';
import type { SourceStanding } from './store/fact.js';

export interface Question {
  readonly action: string;
  readonly resource: Resource | null;
  /** The role that is to be given, for `access.role.assign`. */
  readonly roleId: string | null;
}

/** What the questions are asked for, as the log names it: the client's request, the token that it came with, and who acts. */
export interface Occasion {
  readonly requestId: string;
  readonly txn: string | null;
  readonly actors: readonly Actor[] | null;
}

/** A question, its whole answer, and where that is kept. `redact` the answer before it leaves. */
export interface Answered {
  readonly question: Question;
  readonly answer: AccessAnswer;
  readonly decisionId: string;
  readonly policyVersion: number;
  readonly evaluatedAt: Date;
  readonly durationMicros: number;
  readonly standings: readonly SourceStanding[];
}

/** Whether all questions are answered, or the first no or yes is the last answer. */
export type Semantic = 'EXECUTE_ALL' | 'DENY_ON_FIRST_DENY' | 'PERMIT_ON_FIRST_PERMIT';

/** Of the properties only `role_id` means something: may that role be given? What is no text names no role, which is a no. */
export function questionOf({ action, resource, properties }: AccessCheck): Question {
  const roleId = properties?.['role_id'] ?? null;
  return { action, resource: resource ?? null, roleId: roleId === null || typeof roleId === 'string' ? roleId : '' };
}
