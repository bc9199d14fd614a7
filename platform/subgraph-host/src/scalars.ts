import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

// RFC 3339 section 5.6, with the offset that it requires.
const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/i;
const INT64 = { least: -(2n ** 63n), most: 2n ** 63n - 1n };

export function parseDateTime(value: unknown): Date {
  const parsed = typeof value === 'string' && RFC_3339.test(value) ? new Date(value) : null;
  if (parsed === null || Number.isNaN(parsed.getTime()))
    throw invalid('DateTime', 'an instant such as 2026-11-21T18:00:00Z');
  return parsed;
}

function serializeDateTime(value: unknown): string {
  const date = value instanceof Date ? value : parseDateTime(value);
  return date.toISOString();
}

function parseBigInt(value: unknown): bigint {
  if (typeof value === 'string' && /^-?\d{1,19}$/.test(value)) {
    const parsed = BigInt(value);
    if (parsed >= INT64.least && parsed <= INT64.most) return parsed;
  }
  throw invalid('BigInt', 'a 64-bit integer in a string, such as "42"');
}

function serializeBigInt(value: unknown): string {
  if (typeof value === 'bigint' || typeof value === 'string' || Number.isSafeInteger(value)) return String(value);
  throw new TypeError('BigInt can only be made of a bigint, a string or a safe integer.');
}

function invalid(type: string, expected: string): GraphQLError {
  return new GraphQLError(`${type} must be ${expected}.`, { extensions: { code: 'BAD_USER_INPUT' } });
}

/** The two scalars whose wire form differs from their value; the others of the shared schema are plain strings or JSON. */
export const scalars = {
  DateTime: new GraphQLScalarType<Date, string>({
    name: 'DateTime',
    serialize: serializeDateTime,
    parseValue: parseDateTime,
    parseLiteral: (node) => parseDateTime(node.kind === Kind.STRING ? node.value : null),
  }),
  BigInt: new GraphQLScalarType<bigint, string>({
    name: 'BigInt',
    serialize: serializeBigInt,
    parseValue: parseBigInt,
    parseLiteral: (node) => parseBigInt(node.kind === Kind.STRING || node.kind === Kind.INT ? node.value : null),
  }),
};
