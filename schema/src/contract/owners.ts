import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  type DirectiveNode,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { placeOf, type Place } from './finding.js';
import type { SubgraphSource } from '../subgraphs.js';

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
  readonly place: Place | null;
}

/** Who answers what, as composed; inputs and enums belong to whoever declares them. */
export function ownedParts(
  supergraphSdl: string,
  api: GraphQLSchema,
  subgraphs: readonly SubgraphSource[],
): readonly Owned[] {
  const places = placesIn(subgraphs);
  const parts: Owned[] = [];
  const add = (coordinate: string, by: readonly string[], isKey = false): void => {
    parts.push({ coordinate, by: [...new Set(by)].sort(), isKey, place: places.get(coordinate) ?? null });
  };
  for (const definition of parse(supergraphSdl).definitions) {
    if (!('name' in definition) || !('directives' in definition)) continue;
    const { value: name } = definition.name;
    const type = api.getType(name);
    if (!isOwnable(type)) continue;
    const all = graphsOf(definition.directives, 'join__type');
    if (type !== api.getQueryType() && type !== api.getMutationType()) add(name, all);
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    for (const field of definition.fields ?? []) {
      const named = graphsOf(field.directives, 'join__field');
      const isKey = all.length > 1 && keysOf(definition.directives).has(field.name.value);
      add(`${name}.${field.name.value}`, named.length > 0 ? named : all, isKey);
    }
  }
  return parts;
}

function isOwnable(type: GraphQLNamedType | undefined): boolean {
  return isObjectType(type) || isInterfaceType(type) || isEnumType(type) || isInputObjectType(type);
}

type Directives = readonly DirectiveNode[] | undefined;

/** In lower case, as the domains are named. What is only external is answered by somebody else. */
function graphsOf(directives: Directives, name: string): readonly string[] {
  return (directives ?? [])
    .filter((directive) => directive.name.value === name && !hasArgument(directive, 'external'))
    .flatMap((directive) => directive.arguments?.filter((each) => each.name.value === 'graph') ?? [])
    .flatMap(({ value }) => (value.kind === Kind.ENUM ? [value.value.toLowerCase()] : []));
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

function placesIn(subgraphs: readonly SubgraphSource[]): ReadonlyMap<string, Place | null> {
  const places = new Map<string, Place | null>();
  for (const { typeDefs } of subgraphs)
    for (const definition of typeDefs.definitions) {
      if (!('name' in definition)) continue;
      places.set(definition.name.value, placeOf(definition.name));
      for (const field of 'fields' in definition ? (definition.fields ?? []) : [])
        places.set(`${definition.name.value}.${field.name.value}`, placeOf(field.name));
    }
  return places;
}
