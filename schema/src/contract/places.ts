import type { ASTNode, DefinitionNode, NameNode } from 'graphql';
import type { SubgraphSource } from '../subgraphs.js';
import { placeOf, type Place } from './finding.js';

/** Where something of the graph is written, by its coordinate. */
export type Places = (coordinate: string) => Place | null;

/**
 * The domains' own files: what somebody changes is there, and what is composed only follows. What several domains
 * declare is placed where its owner does; what is gone, at what it belonged to.
 */
export function placesIn(subgraphs: readonly SubgraphSource[], ownerOf: (coordinate: string) => string | null): Places {
  const places = new Map<string, Map<string, Place>>();
  for (const { name, typeDefs } of subgraphs)
    for (const [coordinate, node] of typeDefs.definitions.flatMap(membersOf)) {
      const place = placeOf(node);
      const known = places.get(coordinate) ?? new Map<string, Place>();
      if (place !== null) places.set(coordinate, known.set(name, place));
    }
  return (coordinate) => {
    const owner = ownerOf(coordinate) ?? '';
    for (const parts = coordinate.split('.'); parts.length > 0; parts.pop()) {
      const known = places.get(parts.join('.'));
      if (known !== undefined) return known.get(owner) ?? [...known.values()][0] ?? null;
    }
    return null;
  };
}

type Named = readonly [coordinate: string, node: NameNode];

/** A definition, its fields or values, and their arguments. */
function membersOf(definition: DefinitionNode): readonly Named[] {
  return 'name' in definition ? namedIn(definition, definition.name, '') : [];
}

function namedIn(node: ASTNode, name: NameNode, above: string): readonly Named[] {
  const coordinate = `${above}${name.value}`;
  const below = [
    ...('fields' in node ? (node.fields ?? []) : []),
    ...('values' in node ? (node.values ?? []) : []),
    ...('arguments' in node ? (node.arguments ?? []) : []),
  ];
  return [
    [coordinate, name],
    ...below.flatMap((each) => ('name' in each ? namedIn(each, each.name, `${coordinate}.`) : [])),
  ];
}
