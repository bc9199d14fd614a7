import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { EDITS, PlaceMissing } from './edits.js';
import { lockedWith } from './lock-file.js';
import { problemsOf, type Names } from './names.js';
import { REFRESHED } from './refresh.js';
import { nextPort, uncommitted, type Repository } from './repository.js';
import { filesOf, type NewFile } from './template.js';

const LOCK_FILE = 'package-lock.json';
const FORMATTED = /\.(ts|js|json|graphql)$/;

export interface ChangedFile extends NewFile {
  readonly before: string;
}

/** All that will be written, decided before anything is. */
export interface Plan {
  readonly names: Names;
  readonly port: number;
  readonly created: readonly NewFile[];
  readonly changed: readonly ChangedFile[];
}

/** Why there is no plan, in words for whoever asked. */
export class NoPlan extends Error {
  override readonly name = 'NoPlan';
}

export async function planDomain(repository: Repository, names: Names, wanted: number | null): Promise<Plan> {
  const port = wanted ?? nextPort(repository);
  const problems = [...problemsOf(names, repository), ...portProblems(repository, port)];
  if (problems.length > 0) throw new NoPlan(problems.join('\n'));
  const { root } = repository;
  const created = filesOf(names, port);
  const inTheWay = created.filter(({ path }) => existsSync(join(root, path)));
  if (inTheWay.length > 0) throw new NoPlan(inTheWay.map(({ path }) => `${path} is there already.`).join('\n'));
  const dirty = uncommitted(root, [...EDITS.map(({ path }) => path), LOCK_FILE, ...REFRESHED]);
  if (dirty.length > 0)
    throw new NoPlan(`${dirty.join(', ')} ${dirty.length > 1 ? 'have' : 'has'} changes: commit them first.`);
  return {
    names,
    port,
    created: await Promise.all(created.map((file) => formatted(root, file))),
    changed: await Promise.all(
      [...edited(root, names), locked(root, names, created)].map((file) => formatted(root, file)),
    ),
  };
}

function portProblems({ ports }: Repository, port: number): readonly string[] {
  if (!Number.isInteger(port) || port < 1_024 || port > 65_000)
    return ['--port must be a whole number from 1024 to 65000.'];
  const taken = [port, port + 100].find((each) => ports.has(each));
  return taken === undefined ? [] : [`Port ${taken} is another domain's: choose another --port.`];
}

function edited(root: string, names: Names): readonly ChangedFile[] {
  return EDITS.map(({ path, change }) => {
    const before = readFileSync(join(root, path), 'utf8');
    try {
      return { path, before, text: change(before, names) };
    } catch (error) {
      if (!(error instanceof PlaceMissing)) throw error;
      throw new NoPlan(`${path} ${error.message}. Mend platform/scaffold/src/edits.ts first.`);
    }
  });
}

function locked(root: string, names: Names, created: readonly NewFile[]): ChangedFile {
  const before = readFileSync(join(root, LOCK_FILE), 'utf8');
  const manifest = created.find(({ path }) => path === `subgraphs/${names.domain}/package.json`)?.text ?? '';
  return { path: LOCK_FILE, before, text: lockedWith(before, names, manifest) };
}

/** Longer names make longer lines: what is written is formatted as `npm run check` wants it. */
async function formatted<File extends NewFile>(root: string, file: File): Promise<File> {
  if (!FORMATTED.test(file.path) || file.path === LOCK_FILE) return file;
  const filepath = join(root, file.path);
  return { ...file, text: await format(file.text, { ...(await resolveConfig(filepath)), filepath }) };
}
