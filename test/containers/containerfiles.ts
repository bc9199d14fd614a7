import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const read = (file: string): string => readFileSync(`${ROOT}${file}`, 'utf8');

/** One Containerfile, as what it says step by step. */
export interface Containerfile {
  /** Of the package that it runs, from the repository's root. */
  readonly folder: string;
  readonly text: string;
  /** Keyword and the rest, in order; no line of ours is continued. */
  readonly steps: readonly { readonly keyword: string; readonly says: string }[];
}

/** Who has one: the gateway, the domains, and the commands. */
export const FOLDERS: readonly string[] = [
  'gateway',
  'platform/cli',
  ...readdirSync(`${ROOT}subgraphs`).map((name) => `subgraphs/${name}`),
].filter((folder) => existsSync(`${ROOT}${folder}/Containerfile`));

export function containerfileOf(folder: string): Containerfile {
  const text = read(`${folder}/Containerfile`);
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const steps = lines.map((line) => {
    const [keyword = '', ...rest] = line.split(' ');
    return { keyword, says: rest.join(' ') };
  });
  return { folder, text, steps };
}

export function saying(file: Containerfile, keyword: string): readonly string[] {
  return file.steps.flatMap((step) => (step.keyword === keyword ? [step.says] : []));
}

/** What runs when the container starts, as the exec form has it. */
export function commandOf(file: Containerfile): readonly string[] {
  const [command = '[]'] = saying(file, 'CMD');
  return JSON.parse(command) as readonly string[]; // the exec form is JSON
}

/** The command of the HEALTHCHECK, likewise. */
export function healthOf(file: Containerfile): readonly string[] {
  const [check = ''] = saying(file, 'HEALTHCHECK');
  return JSON.parse(check.slice(check.indexOf('CMD ') + 4)) as readonly string[]; // the same
}

/** What the build stage makes and the last one takes: `COPY --from=build /app/x ./x`. */
export function copiedFromBuild(file: Containerfile): readonly string[] {
  return saying(file, 'COPY').flatMap((says) => {
    const [, from, to] = /^--from=build \/app\/(\S+) \.\/(\S+)$/.exec(says) ?? [];
    return from !== undefined && from === to ? [from] : [];
  });
}
