import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const SUBGRAPHS = fileURLToPath(new URL('../../subgraphs/', import.meta.url));
const REGISTRY = /(^|\/)(reasons(-of-\w+)?|testing\/.*|.*\.test)\.ts$/;

/** A call in a domain's source that has a text among its arguments. */
export interface SaidText {
  readonly file: string;
  /** The called function or method by its last name; null where the text is no argument of a call. */
  readonly callee: string | null;
  readonly text: string;
}

/** Every text of a domain's source, outside its registry and its tests, with the call that it is an argument of. */
export function textsOf(domain: string): readonly SaidText[] {
  const folder = `${SUBGRAPHS}${domain}/src/`;
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !REGISTRY.test(file))
    .flatMap((file) => textsIn(file, readFileSync(folder + file, 'utf8')));
}

export function textsIn(file: string, source: string): readonly SaidText[] {
  const found: SaidText[] = [];
  const walk = (node: ts.Node, callee: string | null): void => {
    if (ts.isStringLiteralLike(node)) found.push({ file, callee, text: node.text });
    if (ts.isCallExpression(node)) {
      walk(node.expression, null);
      const name = ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node.expression;
      for (const argument of node.arguments) walk(argument, ts.isIdentifier(name) ? name.text : null);
      return;
    }
    // Either branch of `a ? 'x' : 'y'` is what the call is given; what stands deeper is not.
    const through = ts.isConditionalExpression(node) || ts.isParenthesizedExpression(node) ? callee : null;
    ts.forEachChild(node, (child) => walk(child, through));
  };
  walk(ts.createSourceFile(file, source, ts.ScriptTarget.ES2023, true), null);
  return found;
}
