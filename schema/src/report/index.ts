import type { CodeEntry } from '../contract/finding.js';
import type { Report } from '../contract/run-checks.js';
import { writeGithub } from './github.js';
import { writeMarkdown } from './markdown.js';
import { writeSarif } from './sarif.js';
import { writeText } from './text.js';

export const FORMATS = ['text', 'github', 'markdown', 'sarif', 'json'] as const;
export type Format = (typeof FORMATS)[number];

export function writeReport(format: Format, report: Report, codes: ReadonlyMap<string, CodeEntry>): string {
  switch (format) {
    case 'text':
      return writeText(report);
    case 'github':
      return writeGithub(report);
    case 'markdown':
      return writeMarkdown(report);
    case 'sarif':
      return writeSarif(report, codes);
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
  }
}
