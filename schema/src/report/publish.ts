import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Arguments } from '../check-arguments.js';
import { CHECKS } from '../checks/index.js';
import { BadInput } from '../contract/bad-input.js';
import { codesOf, type Report } from '../contract/run-checks.js';
import { ROOT } from '../files.js';
import { writeReport } from './index.js';
import { relocate } from './relocate.js';
import { summary } from './text.js';

/** Writes the report where it was asked for: here or into a file, and beside it the summary of a pull request. */
export function publish(given: Arguments, report: Report): void {
  const codes = codesOf(CHECKS);
  const seen = relocate(report, ROOT, process.cwd(), given.manifests);
  const text = writeReport(given.format, seen, codes);
  if (given.summary !== null) writeOutput(given.summary, writeReport('markdown', seen, codes));
  if (given.output === null) {
    process.stdout.write(text);
    return;
  }
  writeOutput(given.output, text);
  process.stdout.write(`${summary(report)}\n`);
}

function writeOutput(file: string, text: string): void {
  try {
    writeFileSync(resolve(file), text);
  } catch (error) {
    throw new BadInput(`${file} cannot be written: ${error instanceof Error ? error.message : 'unknown error'}`);
  }
}
