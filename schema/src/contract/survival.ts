import {
  getNamedType,
  isAbstractType,
  isListType,
  isNonNullType,
  Kind,
  parse,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import {
  fieldOf,
  fieldsFor,
  fill,
  keyOf,
  shapesAt,
  typesOf,
  type Fragments,
  type Member,
  type Shape,
} from './answer-shape.js';
import { fragmentsOf, type Fetch, type PlannedOperation } from './plan.js';

/** What an operation's answer is while one domain answers nothing. */
export interface Survival {
  /** How many leaves still come, keys not counted. */
  readonly kept: number;
  /** What is null because only that domain answers it; what hangs below is not listed. */
  readonly lost: readonly string[];
  /** What other domains answer, and yet is null. */
  readonly gone: readonly string[];
}

/** Runs the plan without sending anything: who would have answered what, and how far a null would travel. */
export function surviveWithout(schema: GraphQLSchema, planned: PlannedOperation, down: string): Survival {
  const { node, document } = planned.operation;
  const root = schema.getRootType(node.operation)?.name ?? 'Query';
  const whole = shapeOf(schema, root, planned.fetches, null);
  const rest = shapeOf(schema, root, planned.fetches, down);
  const walk = new Walk(schema, fragmentsOf(document), down);
  const answer = walk.object(root, node.selectionSet, whole, rest, '');
  const { kept, lost, gone } = answer.isNull ? emptied(answer, 'data') : answer;
  return { kept, lost: unique(lost), gone: unique(gone) };
}

function shapeOf(schema: GraphQLSchema, root: string, fetches: readonly Fetch[], down: string | null): Shape {
  const shape: Shape = new Map([[root, { members: new Map<string, Member>() }]]);
  for (const { service, path, node, query } of fetches) {
    if (service === down) continue;
    const document = parse(query);
    const [operation] = document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
    if (operation === undefined) continue;
    const answer = { service, document };
    if (node.requires === undefined) fill(schema, shape, [root], operation.selectionSet, answer);
    else {
      const [entities] = operation.selectionSet.selections;
      const set = entities?.kind === Kind.FIELD ? entities.selectionSet : undefined;
      if (set === undefined) continue;
      for (const object of shapesAt(shape, path))
        fill(schema, object, representable(object, node.requires), set, answer);
    }
  }
  return shape;
}

type Required = NonNullable<Fetch['node']['requires']>;

/** The types of which all is known that the fetch must send. */
function representable(object: Shape, requires: Required): readonly string[] {
  return [...object.keys()].filter((type) =>
    requires.some(
      (each) =>
        each.kind === 'InlineFragment' &&
        (each.typeCondition === undefined || each.typeCondition === type) &&
        hasAll(object, type, each.selections),
    ),
  );
}

function hasAll(object: Shape, type: string, selections: Required): boolean {
  return selections.every((each) => {
    if (each.kind !== 'Field') return hasAll(object, type, each.selections);
    const member = object.get(type)?.members.get(each.name);
    if (each.name === '__typename') return object.has(type);
    const below = each.selections;
    if (member === undefined || below === undefined) return member !== undefined;
    return [...member.below.keys()].every((inner) => hasAll(member.below, inner, below));
  });
}

interface Loss {
  readonly kept: number;
  readonly lost: readonly string[];
  readonly gone: readonly string[];
  /** Whether a member that must not be null is. */
  readonly isNull: boolean;
}

const NOTHING: Loss = { kept: 0, lost: [], gone: [], isNull: false };

class Walk {
  readonly #schema: GraphQLSchema;
  readonly #fragments: Fragments;
  readonly #down: string;

  constructor(schema: GraphQLSchema, fragments: Fragments, down: string) {
    this.#schema = schema;
    this.#fragments = fragments;
    this.#down = down;
  }

  object(type: string, set: SelectionSetNode, whole: Shape, rest: Shape, path: string): Loss {
    const fields = fieldsFor(this.#schema, type, set, this.#fragments);
    return fields.reduce<Loss>((sum, node) => {
      const field = fieldOf(this.#schema, type, node.name.value);
      const full = whole.get(type)?.members.get(keyOf(node));
      if (field === null || full === undefined) return sum;
      const at = path === '' ? keyOf(node) : `${path}.${keyOf(node)}`;
      const loss = this.#field(field.type, node.selectionSet, full, rest.get(type)?.members.get(keyOf(node)), at);
      return add(sum, field.name === 'id' ? { ...loss, kept: 0 } : loss);
    }, NOTHING);
  }

  #field(
    type: GraphQLOutputType,
    set: SelectionSetNode | undefined,
    full: Member,
    now: Member | undefined,
    path: string,
  ): Loss {
    if (now === undefined) {
      const isTheirs = [...full.services].every((service) => service === this.#down);
      const isNull = isNonNullType(type);
      return isTheirs ? { ...NOTHING, lost: [path], isNull } : { ...NOTHING, gone: [path], isNull };
    }
    if (set === undefined) return { ...NOTHING, kept: 1 };
    const named = getNamedType(type);
    const below = typesOf(this.#schema, named.name).map((each) => {
      const at = isAbstractType(named) ? `${path}(${each})` : path;
      const loss = this.object(each, set, full.below, now.below, at);
      return loss.isNull ? emptied(loss, at) : loss;
    });
    const sum = below.reduce(add, NOTHING);
    return { ...sum, isNull: below.some((loss) => loss.isNull) && reaches(type) };
  }
}

/**
 * An object that a null took away. When nothing was asked of it but what the domain that is down answers, and its key,
 * no other domain has lost anything.
 */
function emptied(loss: Loss, path: string): Loss {
  return loss.kept === 0 && loss.gone.length === 0
    ? { ...loss, lost: [path] }
    : { kept: 0, lost: loss.lost, gone: [...loss.gone, path], isNull: true };
}

/** Whether a null of the innermost type travels out of this one. */
function reaches(type: GraphQLOutputType): boolean {
  if (isNonNullType(type)) return innermost(type.ofType);
  return false;

  function innermost(inner: GraphQLOutputType): boolean {
    if (!isListType(inner)) return true;
    return isNonNullType(inner.ofType) && reaches(inner.ofType);
  }
}

function add(a: Loss, b: Loss): Loss {
  return {
    kept: a.kept + b.kept,
    lost: [...a.lost, ...b.lost],
    gone: [...a.gone, ...b.gone],
    isNull: a.isNull || b.isNull,
  };
}

const unique = (paths: readonly string[]): readonly string[] => [...new Set(paths)].sort();
