import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { HELP, readArguments, type Arguments } from './check-arguments.js';
import { CHECKS } from './checks/index.js';
import { BadInput } from './contract/bad-input.js';
import { readBase } from './contract/base.js';
import { createContract, type Contract } from './contract/contract.js';
import type { Check } from './contract/finding.js';
import { importWords } from './contract/import-words.js';
import { codesOf, runChecks, unusable } from './contract/run-checks.js';
import { workingTree } from './contract/tree.js';
import { ROOT } from './files.js';
import { publish } from './report/publish.js';
import { count } from './report/text.js';

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  let given: Arguments | null = null;
  try {
    given = readArguments(args);
    if (given.help) return say(HELP);
    return given.explain === null ? await judge(given) : explain(given.explain);
  } catch (error) {
    process.stderr.write(`${error instanceof BadInput ? error.message : brokenBy(error)}\n`);
    if (!(error instanceof BadInput)) return 3;
    if (given !== null && given.explain === null) reportInstead(given, error);
    return 2;
  }
}

async function judge(given: Arguments): Promise<number> {
  const checks = given.only.length === 0 ? CHECKS : CHECKS.filter(({ name }) => given.only.includes(name));
  if (given.update) await update(openContract(given), checks);
  const report = await runChecks(openContract(given), checks, CHECKS);
  publish(given, report);
  return count(report.findings, 'error') > 0 ? 1 : 0;
}

/** A file that a machine reads says so too. At a terminal it was said. */
function reportInstead(given: Arguments, error: BadInput): void {
  if (given.format === 'text' && given.output === null && given.summary === null) return;
  try {
    publish(given, unusable(error));
  } catch {
    // That the report cannot be written is what was just said.
  }
}

function openContract({ base, manifests }: Arguments): Contract {
  return createContract({
    tree: workingTree(ROOT),
    base: readBase(ROOT, base, process.cwd()),
    manifests: manifests.map((file) => ({ file, text: readGiven(file) })),
    words: importWords,
    today: new Date().toISOString().slice(0, 10),
  });
}

/** Writes what the checks compare with, as it is now. */
async function update(contract: Contract, checks: readonly Check[]): Promise<void> {
  const result = await contract.composition();
  if ('problems' in result) throw new BadInput('The subgraphs do not compose, so there is nothing to record.');
  for (const check of checks) {
    const records = (await check.record?.(contract)) ?? {};
    for (const [file, text] of Object.entries(records)) {
      if (contract.tree.read(file) === text) continue;
      writeFileSync(join(ROOT, file), text);
      process.stderr.write(`Wrote ${file}.\n`);
    }
  }
}

function explain(code: string): number {
  const entry = codesOf(CHECKS).get(code.toUpperCase());
  if (entry === undefined)
    throw new BadInput(`There is no code ${code}. There are: ${[...codesOf(CHECKS).keys()].join(', ')}.`);
  return say(`${code.toUpperCase()}: ${entry.title} (${entry.severity})\n\n${entry.explain}\n`);
}

function readGiven(file: string): string {
  try {
    return readFileSync(resolve(file), 'utf8');
  } catch (error) {
    throw new BadInput(`${file} cannot be read: ${error instanceof Error ? error.message : 'unknown error'}`);
  }
}

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}

/** A defect of ours: with its trace, so that it can be reported. */
function brokenBy(error: unknown): string {
  return `The check itself broke. ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
