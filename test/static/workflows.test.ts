import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const FOLDER = new URL('../../.github/workflows/', import.meta.url);

interface Workflow {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}
interface Job {
  readonly permissions?: unknown;
  readonly steps: readonly Step[];
}
interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

const WORKFLOWS = readdirSync(FOLDER).map((name) => {
  const workflow = parse(readFileSync(new URL(name, FOLDER), 'utf8')) as Workflow; // GitHub's own format
  return { name, workflow, steps: Object.values(workflow.jobs).flatMap(({ steps }) => steps) };
});

describe.each(WORKFLOWS)('$name', ({ workflow, steps }) => {
  test('may read the repository and nothing else', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(Object.values(workflow.jobs).flatMap(({ permissions }) => permissions ?? [])).toEqual([]);
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    for (const { with: given } of checkouts) expect(given).toMatchObject({ 'persist-credentials': false });
  });

  test('runs no action that somebody could exchange under its name', () => {
    const used = steps.flatMap(({ uses }) => uses ?? []);
    expect(used.filter((each) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(each))).toEqual([]);
  });

  test('puts nothing that a proposal says into a script', () => {
    expect(steps.flatMap(({ run }) => run ?? []).filter((script) => script.includes('${{'))).toEqual([]);
  });
});

test('the schema’s contract is judged once, for whoever reads the lines and whoever reads the summary', () => {
  const steps = WORKFLOWS.find(({ name }) => name === 'schema-contract.yml')?.steps ?? [];
  const judging = steps.flatMap(({ run }) => run ?? []).filter((script) => script.includes('schema:check'));
  expect(judging).toEqual([
    'npm run -s schema:check -- --base "$BASE" --format github --summary "$GITHUB_STEP_SUMMARY"',
  ]);
});
