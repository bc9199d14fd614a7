import type { Exit } from './exit.js';

export interface ProblemDetails {
  /** The stable code, when a rule or the gateway gave one. */
  readonly code?: string | undefined;
  /** What to do now. Never missing: an error that leaves its reader alone is half an error. */
  readonly next: string;
  readonly requestId?: string | null | undefined;
  readonly decisionId?: string | null | undefined;
  /** The field of the input that it is about. */
  readonly field?: string | undefined;
  /** Further findings of the same kind, one a line. */
  readonly lines?: readonly string[];
}

/** An end that somebody can do something about: what happened, what to do next, and the exit code for scripts. */
export class Problem extends Error {
  readonly exit: Exit;
  readonly details: ProblemDetails;

  constructor(exit: Exit, message: string, details: ProblemDetails) {
    super(message);
    this.exit = exit;
    this.details = details;
  }
}

/** The call itself is wrong; `bailiwick <command> --help` says how it is meant. */
export function misused(message: string, next: string): Problem {
  return new Problem(2, message, { next });
}
