import type { Finding } from '../contract/finding.js';
import type { Report } from '../contract/run-checks.js';
import { count, summary } from './text.js';

const MARK = { error: '❌', warning: '⚠️', notice: 'ℹ️' } as const;

/** A summary for a pull request. */
export function writeMarkdown(report: Report): string {
  const state = count(report.findings, 'error') > 0 ? '❌' : '✅';
  const rows = report.findings.map(row);
  const table = rows.length === 0 ? [] : ['| | code | where | what to do |', '|---|---|---|---|', ...rows, ''];
  const help = rows.length === 0 ? [] : ['`npm run schema:check -- --explain CODE` says more about a code.', ''];
  return [`## ${state} Schema contract`, '', summary(report), '', ...table, ...help].join('\n');
}

function row({ severity, code, message, place }: Finding): string {
  return `| ${MARK[severity]} | \`${code}\` | ${cell(`${place.file}:${place.line}`)} | ${cell(message)} |`;
}

/** What a finding says comes from the proposal: it may neither end a cell nor write markup, mention or link of its own. */
const cell = (text: string): string =>
  text
    .replace(/[\r\n]+/g, ' ')
    .replace(/[\\`*_{}[\]<>#|!]/g, '\\$&')
    .replace(/@/g, '@\u200B')
    .trim();
