import type { Finding } from '../contract/finding.js';
import type { Report } from '../contract/run-checks.js';

/** For people, at a terminal. */
export function writeText(report: Report): string {
  const lines = report.findings.flatMap(({ severity, code, message, place }) => [
    `${place.file}:${place.line}:${place.column} ${severity} ${code}`,
    `  ${message}`,
  ]);
  return [...lines, ...(lines.length > 0 ? [''] : []), `${summary(report)}\n`].join('\n');
}

/** What was judged and found, in one line. */
export function summary({ findings, ran, base }: Report): string {
  const [errors, warnings] = [count(findings, 'error'), count(findings, 'warning')];
  const compared = base === null ? '' : `, compared with ${base}`;
  const what =
    errors + warnings === 0 ? 'The schema is in order' : `${plural(errors, 'error')}, ${plural(warnings, 'warning')}`;
  return `${what} (${plural(ran.length, 'check')}${compared}).`;
}

export function count(findings: readonly Finding[], severity: Finding['severity']): number {
  return findings.filter((each) => each.severity === severity).length;
}

const plural = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
