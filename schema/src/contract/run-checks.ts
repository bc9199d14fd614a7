import { ACCEPTANCE_CODES, applyAcceptances } from './acceptances.js';
import { BadInput } from './bad-input.js';
import type { Contract } from './contract.js';
import type { Check, CodeEntry, Finding } from './finding.js';

/** What was judged, and what was found; the most serious first, then by file and line. */
export interface Report {
  readonly findings: readonly Finding[];
  readonly ran: readonly string[];
  /** With what it was compared. */
  readonly base: string | null;
}

export async function runChecks(contract: Contract, checks: readonly Check[], all: readonly Check[]): Promise<Report> {
  const result = await graphOf(contract, checks);
  const findings: Finding[] = [];
  const needed = result ? checks : [...new Set([...checks, ...all.filter(({ name }) => name === 'composition')])];
  for (const check of needed) {
    if (!result && check.needsGraph === true) continue;
    for (const found of await check.run(contract)) findings.push(complete(check, found));
  }
  const kept = applyAcceptances(findings, {
    tree: contract.tree,
    today: contract.today,
    codes: codesOf(all),
    ran: new Set(needed.flatMap(({ codes }) => Object.keys(codes))),
  });
  const sorted = [...kept].sort(
    (a, b) => RANK[a.severity] - RANK[b.severity] || compareText(placeText(a), placeText(b)),
  );
  return { findings: sorted, ran: needed.map(({ name }) => name), base: contract.base?.label ?? null };
}

/** Every code that a finding can have, with what it means. */
export function codesOf(checks: readonly Check[]): ReadonlyMap<string, CodeEntry> {
  return new Map([...checks.flatMap(({ codes }) => Object.entries(codes)), ...Object.entries(ACCEPTANCE_CODES)]);
}

const RANK = { error: 0, warning: 1, notice: 2 } as const;

/** Whether there is a graph to judge. When not, composition says why, even if only others were asked for. */
async function graphOf(contract: Contract, checks: readonly Check[]): Promise<boolean> {
  if (!checks.some(({ needsGraph }) => needsGraph)) return true;
  return !('problems' in (await contract.composition()));
}

function complete(check: Check, found: Awaited<ReturnType<Check['run']>>[number]): Finding {
  const entry = check.codes[found.code];
  if (entry === undefined) throw new BadInput(`The check ${check.name} gave the unknown code ${found.code}.`);
  const { code, message, place, coordinate } = found;
  return {
    check: check.name,
    severity: entry.severity,
    place: place ?? null,
    coordinate: coordinate ?? null,
    ...{ code, message },
  };
}

const placeText = ({ place }: Finding): string =>
  place === null ? '~' : `${place.file}:${String(place.line).padStart(6, '0')}`;

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
