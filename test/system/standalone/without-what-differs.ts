import type { Answer } from '../../harness/platform.js';

/** What is another one in each platform and each moment, and says nothing about the answer itself. */
const DIFFERING: readonly (readonly [RegExp, string])[] = [
  [/urn:bailiwick:(dev|prod):(?=identity|credentials)/g, '<minter> '],
  [/https:\/\/login\.initech\.example|urn:bailiwick:dev/g, '<issuer>'],
  [/olivia@(initech|platform)\.example/g, '<operator>'],
  [/Olivia Ortiz/g, '<operator>'],
  [/Bailiwick Platform/g, 'Platform'],
  [/bwk_[\w-]+(…[\w-]+)?/g, '<key>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>'],
  [/\d{4}-\d\d-\d\d( \d\d:\d\d UTC)?/g, '<date>'],
];
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** Counters of what happened before, how long something took, what is random, and where something listens. */
const COUNTED = new Set([
  'ageMs',
  'decisionsToday',
  'decisionsReplayed',
  'consistencyToken',
  'requestId',
  'cursor',
  'endCursor',
  'token',
  'jwksUri',
]);
/** What gateways report of machines in their own time: there or not there yet. */
const REPORTED = new Set(['lastUsed', 'uses', 'usage', 'lastUsedAt', 'firstUsedAt']);

/** Errors come in the order in which the domains answered, which no platform promises. */
const inOrder = (errors: readonly object[]): readonly object[] =>
  errors.toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
const sortKey = (error: object): string => JSON.stringify(error).replaceAll(UUID, '');

/** An answer as two platforms must both give it. Ids become their order of appearance, so that which is which still counts. */
export function withoutWhatDiffers({
  status,
  data,
  errors,
}: Pick<Answer, 'status' | 'data' | 'errors'>): Record<string, unknown> {
  const ids: string[] = [];
  const idOf = (id: string): string => `<id ${(ids.includes(id) ? ids : [...ids, (ids.push(id), id)]).indexOf(id)}>`;
  const text = (value: string): string =>
    DIFFERING.reduce((so, [pattern, name]) => so.replace(pattern, name), value).replace(UUID, idOf);
  return JSON.parse(JSON.stringify({ status, data, errors: inOrder(errors) }), (key, value: unknown) => {
    if (REPORTED.has(key)) return `<${key}>`;
    if (COUNTED.has(key)) return value === null ? null : `<${key}>`;
    return typeof value === 'string' ? text(value) : value;
  }) as Record<string, unknown>; // an object stays one
}
