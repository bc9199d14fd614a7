import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { postgresProgram } from '@bailiwick/database/testing';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PAPER = readFileSync(`${ROOT}docs/operate.md`, 'utf8');

/** The code of a language below a heading of docs/operate.md, up to the next heading, block by block. */
export function blocksOf(heading: string, language: 'sh' | 'sql'): readonly string[] {
  const section = PAPER.split(/^#{2,} /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  const blocks = [...section.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, code = '']) => code);
  if (blocks.length === 0) throw new Error(`docs/operate.md shows no ${language} below "${heading}".`);
  return blocks;
}

/** Runs a block as an operator would: from a directory of theirs, on this server. Only passwords and places are filled in. */
export async function runBlock(code: string, directory: string, server: URL, user: string): Promise<string> {
  const filled = code.replaceAll(
    /_(owner|app):…@db\//g,
    (_, role: string) => `_${role}:${role}-secret@${server.host}/`,
  );
  if (filled.includes('…')) throw new Error(`There is something left to fill in:\n${filled}`);
  const { stdout, stderr } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', PRELUDE + filled], {
    cwd: directory,
    env: {
      PATH: `${dirname(postgresProgram('psql'))}:${process.env['PATH'] ?? ''}`,
      HOME: process.env['HOME'],
      PGHOST: server.hostname,
      PGPORT: server.port,
      PGUSER: user,
      NODE_ENV: 'production',
    },
    maxBuffer: 16 * 1024 * 1024,
  });
  return stdout + stderr;
}

/** The operator stands in a checkout; the tests keep their files elsewhere. */
const PRELUDE = `npm() { command npm --silent --prefix '${ROOT}' "$@"; }\n`;
