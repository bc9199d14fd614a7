import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner, type FetchNode, type PlanNode, type SubscriptionNode } from '@apollo/query-planner';
import { askForKeys, sharedKeysOf } from '@bailiwick/gateway/shared-keys';
import { Kind, parse, validate, type DocumentNode, type GraphQLSchema } from 'graphql';
import type { Operation, OperationFile } from './operation.js';

/** One request that the gateway sends for an operation. */
export interface Fetch {
  readonly service: string;
  /** Where its answer goes, `@` for each item of a list. Empty at the root. */
  readonly path: readonly string[];
  /** 1 for what needs no other answer first. */
  readonly depth: number;
  readonly node: FetchNode;
  /** As the gateway sends it, with the keys that it adds. */
  readonly query: string;
}

export interface PlannedOperation {
  readonly operation: Operation;
  /** In an order in which they could be sent one after the other. */
  readonly fetches: readonly Fetch[];
  readonly depth: number;
}

/** What the gateway would do for each operation. Operations that do not validate have no plan. */
export function planOperations(
  supergraphSdl: string,
  api: GraphQLSchema,
  files: readonly OperationFile[],
): readonly PlannedOperation[] {
  const supergraph = Supergraph.build(supergraphSdl, { supportedFeatures: null });
  const planner = new QueryPlanner(supergraph);
  const schema = supergraph.apiSchema();
  const asSent = rewriters(parse(supergraphSdl));
  const operations = files.flatMap((file) => file.operations);
  return operations.flatMap((operation) => {
    const { node, document } = operation;
    if (node.name === undefined || validate(api, document).length > 0) return [];
    const planned = planner.buildQueryPlan(operationFromDocument(schema, document, { operationName: node.name.value }));
    const fetches = planned.node === undefined ? [] : fetchesOf(planned.node, [], 1, asSent);
    return [{ operation, fetches, depth: Math.max(0, ...fetches.map(({ depth }) => depth)) }];
  });
}

type AsSent = (service: string, query: string) => string;

function fetchesOf(
  node: PlanNode | SubscriptionNode,
  path: readonly string[],
  depth: number,
  asSent: AsSent,
): readonly Fetch[] {
  const within = (each: PlanNode, at = path) => fetchesOf(each, at, depth, asSent);
  switch (node.kind) {
    case 'Fetch':
      return [{ service: node.serviceName, path, depth, node, query: asSent(node.serviceName, node.operation) }];
    case 'Flatten':
      return within(node.node, node.path.map(String));
    case 'Parallel':
      return node.nodes.flatMap((each) => within(each));
    case 'Sequence':
      return inSequence(node.nodes, depth, (each, at) => fetchesOf(each, path, at, asSent));
    case 'Condition':
      return [node.ifClause, node.elseClause].flatMap((each) => (each === undefined ? [] : within(each)));
    default:
      throw new Error(`The plan holds a ${node.kind}, which the gateway does not run.`);
  }
}

function inSequence(
  nodes: readonly PlanNode[],
  depth: number,
  fetchesAt: (node: PlanNode, depth: number) => readonly Fetch[],
): readonly Fetch[] {
  let next = depth;
  return nodes.flatMap((node) => {
    const fetches = fetchesAt(node, next);
    next = Math.max(next, ...fetches.map((fetch) => fetch.depth + 1));
    return fetches;
  });
}

/** The gateway's own rewriting: what several domains resolve is asked of each with its key. */
function rewriters(supergraph: DocumentNode): AsSent {
  const graphs = supergraph.definitions.flatMap((each) =>
    each.kind === Kind.ENUM_TYPE_DEFINITION && each.name.value === 'join__Graph' ? (each.values ?? []) : [],
  );
  const rewriting = new Map(
    graphs.flatMap(({ name, directives }) => {
      const [given] =
        directives?.flatMap((each) => each.arguments ?? []).filter((each) => each.name.value === 'name') ?? [];
      const service = given?.value.kind === Kind.STRING ? given.value.value : name.value;
      return [[service, askForKeys(sharedKeysOf(supergraph, name.value))] as const];
    }),
  );
  return (service, query) => rewriting.get(service)?.(query) ?? query;
}

/** Fragments by name, as selections are walked with them. */
export function fragmentsOf(document: Operation['document']) {
  return new Map(
    document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );
}
