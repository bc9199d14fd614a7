import { z } from 'zod';
import { operationsOf, type OperationFile, type Origin } from './operation.js';
import { parseGraphql } from './parse-graphql.js';
import { parseJson } from './read-json.js';

/** https://www.apollographql.com/docs/graphos/platform/security/persisted-queries#manifest-format */
const manifestFormat = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(
    z.object({
      id: z.string().min(1),
      name: z.string().min(1),
      type: z.enum(['query', 'mutation', 'subscription']),
      body: z.string().min(1),
    }),
  ),
});

export interface Manifest {
  readonly file: string;
  readonly text: string;
}

/** `app` of `schema/clients/app.json`, and of an `app.manifest.json` wherever it lies. */
export function clientOf(file: string): string {
  return /([^/\\]+?)(?:\.manifest)?\.json$/.exec(file)?.[1] ?? file;
}

export function manifestFile({ file, text }: Manifest, isRegistered: boolean): OperationFile {
  const { operations } = parseJson(file, text, manifestFormat);
  const lines = text.split('\n');
  const read = operations.map((each) => {
    const line = lines.findIndex((candidate) => candidate.includes(JSON.stringify(each.id))) + 1;
    const place = { file, line: Math.max(line, 1), column: 1 };
    return bodyOf(file, each, { prefix: `${clientOf(file)}/`, isRegistered, place });
  });
  return {
    file,
    operations: read.flatMap((each) => each.operations),
    problems: read.flatMap((each) => each.problems),
  };
}

type Entry = z.infer<typeof manifestFormat>['operations'][number];

/** The one operation of an entry's body, which is what the entry says it is: budgets and people know it by that name. */
function bodyOf(file: string, { name, type, body }: Entry, origin: Required<Origin>): Omit<OperationFile, 'file'> {
  const unreadable = (problem: string) => {
    const message = `The body of ${name} cannot be used: ${problem} Generate the manifest again.`;
    return { operations: [], problems: [{ code: 'OPERATION_UNREADABLE', message, place: origin.place }] };
  };
  const parsed = parseGraphql(`${file} (${name})`, body);
  if ('problem' in parsed) return unreadable(parsed.problem);
  const [operation, ...more] = operationsOf(parsed.document, origin);
  if (operation === undefined || more.length > 0) return unreadable('It does not hold exactly one operation.');
  const is = `${operation.node.operation} ${operation.node.name?.value ?? ''}`;
  if (is !== `${type} ${name}`) return unreadable(`It is ${is.trim()}, and the manifest says ${type} ${name}.`);
  return { operations: [operation], problems: [] };
}
