import {
  isSpecifiedScalarType,
  Kind,
  parse,
  type DefinitionNode,
  type DirectiveNode,
  type GraphQLSchema,
} from 'graphql';
import type { Place } from './finding.js';
import type { Places } from './places.js';

/** One line per type or field, and who owns it. The last line that fits counts, as in CODEOWNERS. */
export const OWNERS_FILE = 'schema/contract/OWNERS';

/** What every domain answers alike belongs to the platform, not to one of them. */
export const PLATFORM = 'platform';

export interface OwnerLine {
  readonly coordinate: string;
  readonly owner: string;
  readonly line: number;
}

export function readOwners(text: string): readonly OwnerLine[] {
  return text.split('\n').flatMap((each, index) => {
    const [coordinate, owner] = each.replace(/#.*/, '').trim().split(/\s+/);
    return coordinate === undefined || coordinate === '' ? [] : [{ coordinate, owner: owner ?? '', line: index + 1 }];
  });
}

/** The owner of `Type.field`: its own line's, else its type's. The last of several lines counts. */
export function ownerOf(lines: readonly OwnerLine[], coordinate: string): OwnerLine | undefined {
  const of = (name: string) => lines.findLast((line) => line.coordinate === name);
  return of(coordinate) ?? of(coordinate.split('.')[0] ?? '');
}

/** A type or a field, and the domains that define or answer it. */
export interface Owned {
  readonly coordinate: string;
  readonly by: readonly string[];
  /** The key by which every domain knows the entity: answered by all, owned by the type's owner. */
  readonly isKey: boolean;
  /** An interface's field: several may declare it, the objects' owners answer it. */
  readonly isAbstract: boolean;
  readonly place: Place | null;
}

/** Who answers what, as composed; inputs, enums, unions and scalars belong to whoever declares them. */
export function ownedParts(supergraphSdl: string, api: GraphQLSchema, placeOf: Places): readonly Owned[] {
  return parse(supergraphSdl).definitions.flatMap((definition): readonly Owned[] => {
    if (!('name' in definition) || !('directives' in definition)) return [];
    const type = api.getType(definition.name.value);
    if (type === undefined || isSpecifiedScalarType(type)) return [];
    const isRoot = type === api.getQueryType() || type === api.getMutationType();
    const all = graphsOf(definition.directives, 'join__type');
    const whole = { coordinate: type.name, by: all, isKey: false, isAbstract: false, place: placeOf(type.name) };
    return [...(isRoot ? [] : [whole]), ...ownedFields(definition, all, placeOf)];
  });
}

function ownedFields(type: DefinitionNode, all: readonly string[], placeOf: Places): readonly Owned[] {
  const isAbstract = type.kind === Kind.INTERFACE_TYPE_DEFINITION;
  if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && !isAbstract) return [];
  const keys = all.length > 1 ? keysOf(type.directives) : new Set<string>();
  return (type.fields ?? []).map(({ name, directives }) => {
    const coordinate = `${type.name.value}.${name.value}`;
    const named = graphsOf(directives, 'join__field');
    const by = named.length > 0 ? named : all;
    return { coordinate, by, isKey: keys.has(name.value), isAbstract, place: placeOf(coordinate) };
  });
}

type Directives = readonly DirectiveNode[] | undefined;

/** In lower case, as the domains are named. What is only external is answered by somebody else. */
function graphsOf(directives: Directives, name: string): readonly string[] {
  const graphs = (directives ?? [])
    .filter((directive) => directive.name.value === name && !hasArgument(directive, 'external'))
    .flatMap((directive) => directive.arguments?.filter((each) => each.name.value === 'graph') ?? [])
    .flatMap(({ value }) => (value.kind === Kind.ENUM ? [value.value.toLowerCase()] : []));
  return [...new Set(graphs)].sort();
}

function keysOf(directives: Directives): ReadonlySet<string> {
  const keys = (directives ?? []).flatMap((directive) =>
    (directive.arguments ?? []).filter((each) => each.name.value === 'key'),
  );
  return new Set(keys.flatMap(({ value }) => (value.kind === Kind.STRING ? value.value.split(' ') : [])));
}

function hasArgument(directive: DirectiveNode, name: string): boolean {
  return directive.arguments?.some((each) => each.name.value === name) ?? false;
}
