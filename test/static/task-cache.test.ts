import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const TURBO = fileURLToPath(new URL('../../node_modules/.bin/turbo', import.meta.url));

interface Task {
  readonly taskId: string;
  readonly dependencies: readonly string[];
  readonly inputs: Readonly<Record<string, string>>;
}

/** What turbo would run, and what it would hash to decide whether it must. */
function plan(task: string): ReadonlyMap<string, Task> {
  const text = execFileSync(TURBO, ['run', task, '--dry=json'], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: 'pipe',
    maxBuffer: 2 ** 28,
  });
  const { tasks } = JSON.parse(text) as { readonly tasks: readonly Task[] }; // turbo's own format
  return new Map(tasks.map((each) => [each.taskId, each]));
}

/** A task's hash covers its inputs and the hashes of what it depends on. */
function hashed(tasks: ReadonlyMap<string, Task>, id: string): ReadonlySet<string> {
  const task = tasks.get(id);
  const own = Object.keys(task?.inputs ?? {}).map((file) => `${id.split('#')[0] ?? ''}/${file}`);
  return new Set([...own, ...(task?.dependencies ?? []).flatMap((below) => [...hashed(tasks, below)])]);
}

describe('the cached tests of a package', () => {
  const tasks = plan('check');

  test.each([
    ['access', '@bailiwick/access/src/evaluation.ts'],
    ['access', '@bailiwick/subgraph-host/src/change.ts'],
    ['access', '@bailiwick/subgraph-host/schema/shared.graphql'],
    ['access', '@bailiwick/database/migrations/0001_tenant_isolation.sql'],
    ['access', '@bailiwick/request-signature/src/workload-table.ts'],
    ['gateway', '@bailiwick/keys/src/load-keys.ts'],
    ['schema', '@bailiwick/gateway/src/supergraph.ts'],
    ['schema', '@bailiwick/schema/../subgraphs/billing/schema/readiness.graphql'],
    ['schema', '@bailiwick/schema/operations/billing.graphql'],
    ['schema', '@bailiwick/schema/client/src/generated/types.ts'],
    ['client', '@bailiwick/client/src/generated/types.ts'],
  ])('%s run again when %s changes', (name, file) => {
    expect([...hashed(tasks, `@bailiwick/${name}#test`)]).toContain(file);
  });

  test('do not run again when another package’s tests change', () => {
    expect([...hashed(tasks, '@bailiwick/access#test')]).not.toContain('@bailiwick/decision/src/reason.test.ts');
  });
});
