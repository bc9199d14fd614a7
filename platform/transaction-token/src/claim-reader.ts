import { TokenRefused } from './token-refused.js';

/** A JSON object whose members are read one by one, each by its type. A signature proves who wrote it, not that it is well made. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function object(of: JsonObject, name: string): JsonObject {
  const value = of[name];
  return isObject(value) ? value : malformed();
}

export function optionalObject(of: JsonObject, name: string): JsonObject | null {
  return of[name] === undefined ? null : object(of, name);
}

export function text(of: JsonObject, name: string): string {
  const value = of[name];
  return typeof value === 'string' && value !== '' ? value : malformed();
}

export function optionalText(of: JsonObject, name: string): string | null {
  return of[name] === undefined ? null : text(of, name);
}

export function oneOf<Value extends string>(of: JsonObject, name: string, values: readonly Value[]): Value {
  return values.find((value) => value === of[name]) ?? malformed();
}

export function wholeNumber(of: JsonObject, name: string): number {
  const value = of[name];
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : malformed();
}

export function flag(of: JsonObject, name: string): boolean {
  const value = of[name];
  return typeof value === 'boolean' ? value : malformed();
}

export function objects(of: JsonObject, name: string): readonly JsonObject[] {
  const value: unknown = of[name];
  return Array.isArray(value) && value.every(isObject) ? value : malformed();
}

/** A space-separated list. The empty string is the empty list, which allows nothing; absence is null. */
export function optionalWords(of: JsonObject, name: string): readonly string[] | null {
  const value = of[name];
  if (value === undefined) return null;
  if (typeof value !== 'string') return malformed();
  const words = value === '' ? [] : value.split(' ');
  return words.includes('') ? malformed() : words;
}

function malformed(): never {
  throw new TokenRefused('claims_malformed');
}
