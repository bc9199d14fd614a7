import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { EXIT } from '../exit.js';
import { Problem } from '../problem.js';
import { didYouMean } from '../terminal/nearest.js';
import { FILE, KEYS, type MachinesFile } from './file-shape.js';
import { problemsWithin, type FileProblem, type Path } from './problems-within.js';

export interface ReadFile {
  readonly file: MachinesFile;
  /** `machines.yaml:12:5`, of the value at a path, or of the nearest one above it. */
  readonly placeOf: (path: Path) => string;
}

/** Text to a file whose every problem is named at once, each with its place. `name` is what the places are called. */
export function readMachinesFile(text: string, name: string): ReadFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  const placeOf = (path: Path): string => at(offsetOf(document, path));
  const broken = [...document.errors, ...document.warnings].map(({ pos, message }) => `${at(pos[0])}  ${message}`);
  if (broken.length > 0) throw unreadable(name, broken);
  const read = FILE.safeParse(plainOf(document, name), { reportInput: true });
  if (!read.success) {
    const found = read.error.issues.flatMap((issue) => findingsOf(issue, document)).sort((a, b) => a.offset - b.offset);
    const told = found.map(({ offset, words }) => `${at(offset)}  ${words}`);
    throw unreadable(name, told);
  }
  const within = problemsWithin(read.data);
  if (within.length > 0) throw unreadable(name, linesAt(within, placeOf));
  return { file: read.data, placeOf };
}

export function linesAt(problems: readonly FileProblem[], placeOf: ReadFile['placeOf']): readonly string[] {
  return problems.map(({ path, message }) => `${placeOf(path)}  ${fieldOf(path)}: ${message}`);
}

export function unreadable(name: string, lines: readonly string[]): Problem {
  const count = lines.length === 1 ? 'one problem' : `${lines.length} problems`;
  return new Problem(EXIT.usage, `${name} has ${count}. Nothing was changed.`, {
    next: 'Correct the file and run the same again. docs/machines.md shows every key.',
    lines,
  });
}

/** A file with aliases that multiply is no file of machines. */
function plainOf(document: Document, name: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw unreadable(name, [error instanceof Error ? error.message : String(error)]);
  }
}

interface Finding {
  readonly offset: number;
  readonly words: string;
}

function findingsOf(issue: z.core.$ZodIssue, document: Document): readonly Finding[] {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  if (issue.code !== 'unrecognized_keys')
    return [{ offset: offsetOf(document, path), words: `${fieldOf(path)}: ${wordsOf(issue)}` }];
  const where = path.length === 0 ? 'at the top' : `in ${fieldOf(path)}`;
  return issue.keys.map((key) => ({
    offset: keyOffset(document, path, key),
    words: `${key}: There is no such key ${where}.${didYouMean(key, KEYS)}`,
  }));
}

function wordsOf({ message, input }: z.core.$ZodIssue): string {
  if (input === undefined) return 'It is missing.';
  return message.replace(/^Invalid input: expected (\w+), received (\w+)$/, 'Expected $1, and it is $2.');
}

/** As one would point at it: `machines[0].owner.kind`. */
export function fieldOf(path: Path): string {
  const words = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
  return words === '' ? 'the file' : words.replace(/^\./, '');
}

function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}

function keyOffset(document: Document, path: Path, key: string): number {
  const map = path.length === 0 ? document.contents : document.getIn(path, true);
  const pair = isMap(map) ? map.items.find((item) => isScalar(item.key) && String(item.key.value) === key) : undefined;
  return isScalar(pair?.key) && pair.key.range ? pair.key.range[0] : offsetOf(document, path);
}
