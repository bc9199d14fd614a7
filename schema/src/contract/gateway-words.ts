import ts from 'typescript';
import type { Place } from './finding.js';
import type { Source } from './vocabulary.js';

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
