import { ACCEPTANCE_CODES, applyAcceptances } from './acceptances.js';
import { INPUT_CODES, type BadInput } from './bad-input.js';
import { SUPERGRAPH, type Contract } from './contract.js';
import type { Check, CodeEntry, Finding } from './finding.js';

/** What was judged, and what was found; the most serious first, then by file and line. */
export interface Report {
  readonly findings: readonly Finding[];
  readonly ran: readonly string[];
  /** With what it was compared. */
  readonly base: string | null;
}

export async function runChecks(contract: Contract, checks: readonly Check[], all: readonly Check[]): Promise<Report> {
  const result = await hasGraph(contract, checks);
  const findings: Finding[] = [];
  const ran = result ? checks : withoutGraph(checks, all);
  for (const check of ran) for (const found of await check.run(contract)) findings.push(complete(check, found));
  const kept = applyAcceptances(findings, {
    tree: contract.tree,
    today: contract.today,
    codes: codesOf(all),
    ran: new Set(ran.flatMap(({ codes }) => Object.keys(codes))),
  });
  const sorted = [...kept].sort(
    (a, b) => RANK[a.severity] - RANK[b.severity] || compareText(placeText(a), placeText(b)),
  );
  return { findings: sorted, ran: ran.map(({ name }) => name), base: contract.base?.label ?? null };
}

/** What is reported instead when something cannot be read. */
export function unusable({ message, place }: BadInput): Report {
  const [code, severity] = ['INPUT_UNUSABLE', 'error'] as const;
  const finding = { check: 'input', code, severity, message, place: place ?? THE_GRAPH, coordinate: null };
  return { findings: [finding], ran: [], base: null };
}

/** Every code that a finding can have, with what it means. */
export function codesOf(checks: readonly Check[]): ReadonlyMap<string, CodeEntry> {
  const ofNoCheck = { ...ACCEPTANCE_CODES, ...INPUT_CODES };
  return new Map([...checks.flatMap(({ codes }) => Object.entries(codes)), ...Object.entries(ofNoCheck)]);
}

const RANK = { error: 0, warning: 1, notice: 2 } as const;

/** What can be judged though nothing composes; and composition, which says why, even if only others were asked for. */
function withoutGraph(checks: readonly Check[], all: readonly Check[]): readonly Check[] {
  const possible = checks.filter(({ needsGraph }) => needsGraph !== true);
  return [...new Set([...possible, ...all.filter(({ name }) => name === 'composition')])];
}

async function hasGraph(contract: Contract, checks: readonly Check[]): Promise<boolean> {
  if (!checks.some(({ needsGraph }) => needsGraph)) return true;
  return !('problems' in (await contract.composition()));
}

/** Where what is about the graph as a whole is shown: code scanning and annotations take nothing without a place. */
const THE_GRAPH = { file: SUPERGRAPH, line: 1, column: 1 } as const;

function complete(check: Check, found: Awaited<ReturnType<Check['run']>>[number]): Finding {
  const entry = check.codes[found.code];
  if (entry === undefined) throw new Error(`The check ${check.name} gave the unknown code ${found.code}.`);
  const { code, message, place, coordinate } = found;
  return {
    check: check.name,
    severity: entry.severity,
    place: place ?? THE_GRAPH,
    coordinate: coordinate ?? null,
    ...{ code, message },
  };
}

const placeText = ({ place }: Finding): string => `${place.file}:${String(place.line).padStart(6, '0')}`;

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
