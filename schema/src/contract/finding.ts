import type { ASTNode } from 'graphql';
import type { Contract } from './contract.js';

/** An error fails the command; a warning asks somebody to look; a notice tells what was not judged. */
export type Severity = 'error' | 'warning' | 'notice';

export interface Place {
  /** From the repository's root. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What a check found, before the check's own table says how bad that is. */
export interface Found {
  /** Stable: what people look up and what an acceptance names. */
  readonly code: string;
  /** What is wrong, and what to do next. */
  readonly message: string;
  readonly place?: Place | null;
  /** `Type`, `Type.field`, `Type.field(argument:)`, an operation's name, a reason's code: what it is about. */
  readonly coordinate?: string;
}

export interface Finding {
  readonly check: string;
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly place: Place;
  readonly coordinate: string | null;
}

export interface CodeEntry {
  readonly severity: Severity;
  /** In a few words. */
  readonly title: string;
  /** What it means and what to do, for `--explain` and docs/contracts.md. */
  readonly explain: string;
  /** Whether an entry in the acceptance file can lift it, with a reason, an owner and an end date. */
  readonly acceptable?: boolean;
}

export interface Check {
  readonly name: string;
  /** What it holds, as a sentence's end: "the subgraphs compose". */
  readonly holds: string;
  /** Whether it judges the composed graph, and so has nothing to say when there is none. */
  readonly needsGraph?: boolean;
  /** Whether it asks the domains' own code, which must be built. */
  readonly asksDomains?: boolean;
  readonly codes: Readonly<Record<string, CodeEntry>>;
  readonly run: (contract: Contract) => readonly Found[] | Promise<readonly Found[]>;
  /** The committed records that this check compares with, as they should be now: path → text. Written by `--update`. */
  readonly record?: (contract: Contract) => Promise<Readonly<Record<string, string>>>;
}

/** Where a node stands in the file that it was parsed from. */
export function placeOf(node: Pick<ASTNode, 'loc'> | null | undefined): Place | null {
  const loc = node?.loc;
  if (loc === undefined) return null;
  return { file: loc.source.name, line: loc.startToken.line, column: loc.startToken.column };
}

/** The first line of a text file that holds this, or its first line. */
export function placeIn(file: string, text: string | null, needle: string): Place {
  const lines = (text ?? '').split('\n');
  const index = lines.findIndex((line) => line.includes(needle));
  return { file, line: Math.max(index, 0) + 1, column: index < 0 ? 1 : (lines[index]?.indexOf(needle) ?? 0) + 1 };
}
