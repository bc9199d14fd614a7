import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What is made from all domains together, and by which command. */
const MADE_FROM_ALL = [
  {
    made: [],
    command: 'node_modules/turbo/bin/turbo run build --output-logs=errors-only --ui=stream',
    folder: '.',
  },
  {
    made: ['schema/supergraph.graphql', 'schema/api.graphql', 'schema/client/src/generated'],
    command: '--enable-source-maps schema/dist/compose.js',
    folder: '.',
  },
  { made: ['schema/contract'], command: '--enable-source-maps schema/dist/check.js --update', folder: '.' },
  { made: ['docs/errors.md'], command: '--enable-source-maps platform/cli/dist/docs-errors.js', folder: '.' },
  {
    made: ['docs/operate.md'], // its tables are a snapshot of that one test
    command: '../node_modules/vitest/vitest.mjs run static/operate/settings -t has.every.setting --update',
    folder: 'test',
  },
] as const;

/** Nobody else may have changes there: they would be lost in what is made anew. */
export const REFRESHED: readonly string[] = MADE_FROM_ALL.flatMap(({ made }) => made);

export class RefreshFailed extends Error {
  override readonly name = 'RefreshFailed';
}

/** Makes anew whatever is made from all domains. Throws with the command's own words, and has changed nothing then. */
export function refresh(root: string): void {
  const aside = mkdtempSync(join(tmpdir(), 'bailiwick-new-domain-'));
  for (const path of REFRESHED) cpSync(join(root, path), join(aside, path), { recursive: true });
  try {
    for (const { command, folder } of MADE_FROM_ALL) run(command, join(root, folder));
  } catch (error) {
    for (const path of REFRESHED) {
      rmSync(join(root, path), { recursive: true });
      cpSync(join(aside, path), join(root, path), { recursive: true });
    }
    throw error;
  } finally {
    rmSync(aside, { recursive: true });
  }
}

function run(command: string, cwd: string): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, command.split(' '), { cwd, encoding: 'utf8' });
  if (status !== 0) throw new RefreshFailed(`${command} failed:\n${stdout}${stderr}`);
}
