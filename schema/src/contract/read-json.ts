import type { z } from 'zod';
import { BadInput } from './bad-input.js';
import type { FileTree } from './tree.js';

/** A committed JSON file, checked. Null when there is none; a broken one stops the command, since nothing can be judged by it. */
export function readJson<Value>(tree: FileTree, path: string, schema: z.ZodType<Value>): Value | null {
  const text = tree.read(path);
  return text === null ? null : parseJson(path, text, schema);
}

export function parseJson<Value>(path: string, text: string, schema: z.ZodType<Value>): Value {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new BadInput(`${path} is not JSON: ${error instanceof Error ? error.message : 'unknown error'}`, topOf(path));
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path: at, message }) => `${at.join('.') || 'the file'}: ${message}`);
  throw new BadInput(`${path} is not what it should be. ${problems.slice(0, 5).join('; ')}.`, topOf(path));
}

const topOf = (file: string) => ({ file, line: 1, column: 1 });

/** As committed: two spaces, a last line break, keys in the order in which they are given. */
export function writeJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
