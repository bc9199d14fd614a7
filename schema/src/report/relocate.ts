import { join, relative } from 'node:path';
import type { Report } from '../contract/run-checks.js';

/**
 * Names files as whoever reads the report sees them: from their folder, which may be that of another repository. What
 * they handed over themselves keeps the name that they gave it.
 */
export function relocate(report: Report, root: string, folder: string, handed: readonly string[]): Report {
  const seen = (file: string) => (handed.includes(file) ? file : relative(folder, join(root, file)));
  const findings = report.findings.map((each) => ({ ...each, place: { ...each.place, file: seen(each.place.file) } }));
  return { ...report, findings };
}
