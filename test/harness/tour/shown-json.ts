/** What a tour shows of an answer: JSON in which `…` outside of strings says that something is left out there. */
export type Shown =
  | { readonly kind: 'left out' }
  | { readonly kind: 'scalar'; readonly value: string | number | boolean | null }
  | { readonly kind: 'list'; readonly elements: readonly Shown[] }
  | { readonly kind: 'object'; readonly members: readonly Member[] };

/** A name and its value, or the mark that further members are left out here. */
export type Member = { readonly name: string; readonly value: Shown } | null;

export const LEFT_OUT = '…';
const TOKEN = /\s*("(?:[^"\\]|\\.)*"|[[\]{},:…]|[^\s[\]{},:"…]+)/y;

export function parseShown(text: string): Shown {
  const tokens = tokensOf(text);
  const shown = value(tokens);
  const [rest] = tokens;
  if (rest !== undefined) throw new SyntaxError(`${rest} comes after the end of the answer.`);
  return shown;
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(text)?.[1];
    if (token === undefined) throw new SyntaxError(`This is no JSON: ${text.slice(at, at + 40)}`);
    tokens.push(token);
  }
  return tokens;
}

function value(tokens: string[]): Shown {
  const token = next(tokens);
  if (token === LEFT_OUT) return { kind: 'left out' };
  if (token === '[') return { kind: 'list', elements: until(tokens, ']', value) };
  if (token === '{') return { kind: 'object', members: until(tokens, '}', member) };
  return { kind: 'scalar', value: JSON.parse(token) as string | number | boolean | null }; // one token is never more
}

function member(tokens: string[]): Member {
  const token = next(tokens);
  if (token === LEFT_OUT) return null;
  expect(tokens, ':');
  return { name: JSON.parse(token) as string, value: value(tokens) }; // a string, or it would not have parsed
}

/** The comma around a `…` may be missing: it is a mark, no element. */
function until<Part>(tokens: string[], end: string, part: (tokens: string[]) => Part): Part[] {
  const parts: Part[] = [];
  while (tokens[0] !== end) {
    const marked = tokens[0] === LEFT_OUT;
    parts.push(part(tokens));
    if (tokens[0] === ',') tokens.shift();
    else if (tokens[0] !== end && tokens[0] !== LEFT_OUT && !marked) expect(tokens, ',');
  }
  tokens.shift();
  return parts;
}

function next(tokens: string[]): string {
  const token = tokens.shift();
  if (token === undefined) throw new SyntaxError('The answer ends in the middle.');
  return token;
}

function expect(tokens: string[], wanted: string): void {
  const token = next(tokens);
  if (token !== wanted) throw new SyntaxError(`${wanted} is missing before ${token}.`);
}
