import type { Finding } from '../contract/finding.js';
import type { Report } from '../contract/run-checks.js';
import { summary } from './text.js';

/** GitHub's workflow commands: each finding becomes an annotation at its line. */
export function writeGithub(report: Report): string {
  return [...report.findings.map(annotation), `${summary(report)}\n`].join('\n');
}

function annotation({ severity, code, message, place }: Finding): string {
  const at = [`file=${property(place.file)}`, `line=${place.line}`, `col=${place.column}`];
  return `::${severity} ${[...at, `title=${property(code)}`].join(',')}::${data(message)}`;
}

/** What a finding says comes from the proposal: no part of it may start a command of its own. */
const data = (text: string): string => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
const property = (text: string): string => data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
