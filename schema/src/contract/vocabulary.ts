import { buildSchema, isEnumType } from 'graphql';
import { placeIn, type Place } from './finding.js';

export interface Source {
  readonly file: string;
  readonly text: string;
}

/** Words of the domains: every reason code, every action, every enum value of the graph. */
export function vocabularyOf(
  supergraph: string,
  domains: readonly { readonly reasons: readonly string[]; readonly actions: readonly { readonly name: string }[] }[],
): ReadonlySet<string> {
  const enums = Object.values(buildSchema(supergraph, { assumeValid: true }).getTypeMap())
    .filter(isEnumType)
    .filter(({ name }) => !name.startsWith('__'));
  return new Set([
    ...domains.flatMap(({ reasons, actions }) => [...reasons, ...actions.map(({ name }) => name)]),
    ...enums.flatMap((type) => type.getValues().map(({ name }) => name)),
  ]);
}

/** Whether anything of it stands where a string may begin. Cheap, and right whenever it says no. */
export function mayKnow({ text }: Source, vocabulary: ReadonlySet<string>): boolean {
  return [...text.matchAll(/['"`}]([\w.]+)/g)].some(([, word = '']) => vocabulary.has(word));
}

/** Names by which a graph is defined in code. */
const DEFINING = /\b(typeDefs|resolvers|makeExecutableSchema|buildSubgraphSchema|GraphQLObjectType)\b/;

/** Where a source defines a type or a resolver of its own. Null when it does not. */
export function definitionIn({ file, text }: Source): Place | null {
  const name = DEFINING.exec(text)?.[0];
  return name === undefined ? null : placeIn(file, text, name);
}
