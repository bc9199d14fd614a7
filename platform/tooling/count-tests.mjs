// Adds up the JSON reports that every vitest run leaves in its package, and closes with the line that CI reads. A step
// that failed without a failing test (a type error, a lint finding, a crashed runner) counts as one failure. Just before
// that line it says again which tests failed and why, and which were tried again, for who reads only the end.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const failedSteps = Number(process.argv[2] ?? 0);
const folders = ['platform', 'subgraphs'].flatMap((group) => readdirSync(group).map((name) => join(group, name)));
const reports = [...folders, 'gateway', 'schema', 'schema/client', 'test']
  .map((folder) => join(folder, 'test-results'))
  .filter((folder) => existsSync(folder))
  .flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => join(folder, name)),
  );

const totals = { passed: 0, failed: 0, skipped: 0 };
const sayFailure = (report, suite, title, message) =>
  console.log(`FAILED ${report}: ${suite.name} > ${title}\n${message.slice(0, 4000)}\n`);
for (const report of reports) {
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  totals.passed += numPassedTests;
  totals.failed += numFailedTests;
  totals.skipped += numPendingTests;
  for (const suite of testResults) {
    for (const { status, fullName, failureMessages } of suite.assertionResults)
      if (status === 'passed' && failureMessages.length > 0) console.log(`PASSED LATER ${suite.name} > ${fullName}`);
    const failed = suite.assertionResults.filter(({ status }) => status === 'failed');
    for (const { fullName, failureMessages } of failed) sayFailure(report, suite, fullName, failureMessages.join('\n'));
    // What fails before its tests or after them (a set-up, an import) has failed without any of them.
    if (suite.status === 'failed' && failed.length === 0) {
      totals.failed += 1;
      const unrun = suite.assertionResults.filter(({ status }) => status !== 'passed').map(({ fullName }) => fullName);
      const words = suite.message || ['its words stand above; what did not run for it:', ...unrun].join('\n  ');
      sayFailure(report, suite, 'what surrounds the tests', words);
    }
  }
}
const failed = totals.failed === 0 ? failedSteps : totals.failed;
console.log(`${totals.passed} passed, ${failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''}`);
process.exitCode = failed === 0 && failedSteps === 0 && totals.passed > 0 ? 0 : 1;
