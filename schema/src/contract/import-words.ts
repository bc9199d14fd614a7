import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../files.js';
import type { SubgraphSource } from '../subgraphs.js';
import { BadInput } from './bad-input.js';
import { wordsOf, type DomainWords } from './words.js';

/** Asks each domain's package for its definition. It must be built: what runs is what is judged. */
export async function importWords(subgraphs: readonly SubgraphSource[]): Promise<readonly DomainWords[]> {
  return Promise.all(subgraphs.map(async ({ name, packageName }) => readWords(name, packageName)));
}

async function readWords(name: string, packageName: string): Promise<DomainWords> {
  const exported = await importPackage(packageName);
  const words = wordsOf(name, exported);
  if (words === null)
    throw new BadInput(`${packageName} exports no definition named ${name} with its reasons and actions.`);
  return { ...words, isOlder: isOlder(name, packageName) };
}

/** A hint and no proof: a checkout writes files that are the same, too. */
function isOlder(name: string, packageName: string): boolean {
  const built = statSync(fileURLToPath(import.meta.resolve(packageName))).mtimeMs;
  const sources = join(ROOT, 'subgraphs', name, 'src');
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /(?<!\.test)\.ts$/.test(file),
  );
  return files.some((file) => statSync(join(sources, file)).mtimeMs > built);
}

async function importPackage(packageName: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(packageName)) as Readonly<Record<string, unknown>>; // a module is a record of its exports
  } catch (error) {
    throw new BadInput(
      `${packageName} cannot be loaded: ${error instanceof Error ? error.message : 'unknown error'}. Run npm ci and npm run build.`,
    );
  }
}
