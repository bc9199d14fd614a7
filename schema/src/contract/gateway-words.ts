import { buildSchema, isEnumType } from 'graphql';
import ts from 'typescript';
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

/** Every string that the code could compare with or answer, which is a domain's word: where a rule would hide. */
export function rulesIn(
  { file, text }: Source,
  vocabulary: ReadonlySet<string>,
): readonly { word: string; place: Place }[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
  const found: { word: string; place: Place }[] = [];
  const walk = (node: ts.Node): void => {
    if (
      (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) &&
      vocabulary.has(node.text)
    ) {
      const { line, character } = source.getLineAndCharacterOfPosition(node.getStart(source));
      found.push({ word: node.text, place: { file, line: line + 1, column: character + 1 } });
    }
    ts.forEachChild(node, walk);
  };
  walk(source);
  return found;
}

/** Names by which a graph is defined in code. */
const DEFINING = /\b(typeDefs|resolvers|makeExecutableSchema|buildSubgraphSchema|GraphQLObjectType)\b/;

/** Where a source defines a type or a resolver of its own. Null when it does not. */
export function definitionIn({ file, text }: Source): Place | null {
  const name = DEFINING.exec(text)?.[0];
  return name === undefined ? null : placeIn(file, text, name);
}
