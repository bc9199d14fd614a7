import { CHECKS } from '../src/checks/index.js';
import type { Composition } from '../src/composition.js';
import { createContract, type Base, type Contract } from '../src/contract/contract.js';
import type { Manifest } from '../src/contract/manifest.js';
import { runChecks, type Report } from '../src/contract/run-checks.js';
import { overlay, treeOf, type FileTree } from '../src/contract/tree.js';
import type { DomainWords } from '../src/contract/words.js';
import { ROOT } from '../src/files.js';
import { workingTree } from '../src/contract/tree.js';
import { SALES, SALES_WORDS, STOCK, STOCK_WORDS } from './shop.js';

export const SHARED_FILE = 'platform/subgraph-host/schema/shared.graphql';
export const ITEM_FILE = 'subgraphs/stock/schema/item.graphql';
export const SALE_FILE = 'subgraphs/sales/schema/sale.graphql';
export const ITEM_OPERATION = 'schema/operations/item.graphql';

const manifestOf = (name: string, port: number): string =>
  JSON.stringify({ name: `@shop/${name}`, bailiwick: { port } });

/** A small repository of two domains that nobody ever heard of, in order but for its records. */
const FILES: Readonly<Record<string, string>> = {
  ...sharedFiles(),
  'subgraphs/stock/package.json': manifestOf('stock', 1),
  'subgraphs/sales/package.json': manifestOf('sales', 2),
  [ITEM_FILE]: STOCK,
  [SALE_FILE]: SALES,
  [ITEM_OPERATION]:
    '# topic: Start\n\n# One item.\nquery Item($id: ID!) { item(id: $id) { id name price { amount } } }\n',
  'schema/operations/item.variables.json': '{ "Item": { "id": "1" } }',
};

function sharedFiles(): Readonly<Record<string, string>> {
  const tree = workingTree(ROOT);
  return Object.fromEntries(tree.list('platform/subgraph-host/schema').map((path) => [path, tree.read(path) ?? '']));
}

export interface World {
  readonly edits?: Readonly<Record<string, string | null>>;
  readonly base?: Base | null;
  readonly words?: readonly DomainWords[];
  readonly manifests?: readonly Manifest[];
  readonly today?: string;
  /** Gives another result than the composer did on the clean repository. */
  readonly recompose?: (composed: Composition) => Composition;
}

/** The clean repository, with everything recorded. Made once. */
export const clean: Promise<FileTree> = recordAll();

async function recordAll(): Promise<FileTree> {
  let tree = treeOf(FILES);
  const { supergraph, api } = await composedClean();
  tree = overlay(tree, { 'schema/supergraph.graphql': supergraph, 'schema/api.graphql': api });
  for (const check of CHECKS) tree = overlay(tree, (await check.record?.(contractOf(tree, {}))) ?? {});
  return tree;
}

function contractOf(tree: FileTree, { base, words, manifests, today, recompose }: World): Contract {
  return createContract({
    tree,
    ...(recompose && { composition: async () => ({ composed: recompose(await composedClean()) }) }),
    base: base ?? null,
    words: () => Promise.resolve(words ?? [STOCK_WORDS, SALES_WORDS]),
    manifests: manifests ?? [],
    today: today ?? '2026-11-21',
  });
}

async function composedClean(): Promise<Composition> {
  const result = await contractOf(treeOf(FILES), {}).composition();
  if ('problems' in result) throw new Error(result.problems.map(({ message }) => message).join('\n'));
  return result.composed;
}

/** What these checks say of the repository with something planted in it. */
export async function judge(only: string, world: World = {}): Promise<Report> {
  const tree = overlay(await clean, world.edits ?? {});
  const checks = only === 'all' ? CHECKS : CHECKS.filter(({ name }) => only.split(',').includes(name));
  return runChecks(contractOf(tree, world), checks, CHECKS);
}

/** What they find, as `severity CODE coordinate: message`. */
export async function find(only: string, world: World = {}): Promise<readonly string[]> {
  const { findings } = await judge(only, world);
  return findings
    .filter(({ code }) => code !== 'BASE_MISSING')
    .map(({ severity, code, coordinate, message }) => `${severity} ${code} ${coordinate ?? ''}: ${message}`);
}

/** The codes alone, each once. */
export async function codesIn(only: string, world: World = {}): Promise<readonly string[]> {
  return [...new Set((await find(only, world)).map((line) => line.split(' ')[1] ?? ''))];
}

/** A file of the clean repository with one thing in it replaced. Throws when that is not there. */
export async function edited(file: string, from: string, to: string): Promise<Readonly<Record<string, string>>> {
  const text = (await clean).read(file) ?? '';
  if (!text.includes(from)) throw new Error(`${file} has no «${from}» to replace.`);
  return { [file]: text.replace(from, to) };
}

/** The clean repository as a base. */
export async function cleanBase(edits: Readonly<Record<string, string | null>> = {}): Promise<Base> {
  return { label: 'main', tree: overlay(await clean, edits) };
}
