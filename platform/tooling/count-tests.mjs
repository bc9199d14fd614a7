// Adds up the JSON reports that every vitest run leaves in its package, and closes with the line that CI reads. A step
// that failed without a failing test (a type error, a lint finding, a crashed runner) counts as one failure.
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
for (const report of reports) {
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  totals.passed += numPassedTests;
  totals.failed += numFailedTests;
  totals.skipped += numPendingTests;
  for (const suite of testResults)
    if (suite.status === 'failed' && suite.assertionResults.length === 0) totals.failed += 1;
}
const failed = totals.failed === 0 ? failedSteps : totals.failed;
console.log(`${totals.passed} passed, ${failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''}`);
process.exitCode = failed === 0 && failedSteps === 0 && totals.passed > 0 ? 0 : 1;
