import { buildSchema, type GraphQLSchema } from 'graphql';
import type { CompositionResult } from '../composition.js';
import { readSubgraphs, type SubgraphSource } from '../subgraphs.js';
import { BadInput } from './bad-input.js';
import type { OperationFile } from './operation.js';
import type { Manifest } from './manifest.js';
import { readBaseOperations, readOperations } from './operations.js';
import { ownerOf, OWNERS_FILE, readOwners } from './owners.js';
import { placesIn, type Places } from './places.js';
import type { PlannedOperation } from './plan.js';
import type { FileTree } from './tree.js';
import type { DomainWords } from './words.js';

export const API = 'schema/api.graphql';
export const SUPERGRAPH = 'schema/supergraph.graphql';

/** What the proposal is compared with. */
export interface Base {
  /** As people know it: `main`, `v1.2.0`, `old.graphql`. */
  readonly label: string;
  readonly tree: FileTree;
}

export interface ContractSources {
  readonly tree: FileTree;
  readonly base: Base | null;
  /** Manifests that this run was handed, besides the registered ones. */
  readonly manifests?: readonly Manifest[];
  /** Reason codes and actions, asked of the domains themselves. */
  readonly words: (subgraphs: readonly SubgraphSource[]) => Promise<readonly DomainWords[]>;
  /** When it is known already. */
  readonly composition?: () => Promise<CompositionResult>;
  /** `YYYY-MM-DD`: what acceptances end by. */
  readonly today: string;
}

/** A proposed state of the graph, with all that is known about it. What is costly is made when first asked for. */
export interface Contract extends ContractSources {
  readonly subgraphs: readonly SubgraphSource[];
  readonly operations: readonly OperationFile[];
  readonly words: () => Promise<readonly DomainWords[]>;
  readonly composition: () => Promise<CompositionResult>;
  /** Where a type or a part of it is declared; failing that, what it belongs to. Null when nothing of it is left. */
  readonly placeOf: Places;
  /** What clients see, as it composes now. Only for checks that need the graph. */
  readonly api: () => Promise<GraphQLSchema>;
  readonly plans: () => Promise<readonly PlannedOperation[]>;
  /** What clients saw at the base. Null without a base, and when the base had no schema yet. */
  readonly baseApi: () => GraphQLSchema | null;
  readonly baseOperations: () => readonly OperationFile[];
}

export function createContract(sources: ContractSources): Contract {
  const { tree, base } = sources;
  const subgraphs = readSubgraphs(tree);
  const operations = readOperations(tree, sources.manifests);
  const composition = sources.composition ?? once(async () => (await import('../composition.js')).compose(subgraphs));
  const composed = async () => {
    const result = await composition();
    if ('problems' in result) throw new BadInput('The subgraphs do not compose; see --only composition.');
    return result.composed;
  };
  const places = once(() => {
    const lines = readOwners(tree.read(OWNERS_FILE) ?? '');
    return placesIn(subgraphs, (coordinate) => ownerOf(lines, coordinate)?.owner ?? null);
  });
  const api = once(async () => buildSchema((await composed()).api));
  return {
    ...sources,
    subgraphs,
    operations,
    composition,
    api,
    words: once(() => sources.words(subgraphs)),
    placeOf: (coordinate) => places()(coordinate),
    plans: once(async () => {
      const { planOperations } = await import('./plan.js');
      return planOperations((await composed()).supergraph, await api(), operations);
    }),
    baseApi: once(() => readBaseApi(base)),
    baseOperations: once(() => (base === null ? [] : readBaseOperations(base.tree))),
  };
}

function readBaseApi(base: Base | null): GraphQLSchema | null {
  const text = base?.tree.read(API) ?? null;
  if (text === null) return null;
  try {
    return buildSchema(text);
  } catch (error) {
    throw new BadInput(
      `The base ${base?.label ?? ''} is not a schema: ${error instanceof Error ? error.message : 'unknown error'}`,
    );
  }
}

function once<Value>(make: () => Value): () => Value {
  let kept: { readonly value: Value } | undefined;
  return () => (kept ??= { value: make() }).value;
}
