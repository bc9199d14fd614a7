import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { DEFINITIONS } from '@bailiwick/cli';
import { createLog } from '@bailiwick/config';
import { openEmbedded, sql } from '@bailiwick/database';
import { Ajv2020 } from 'ajv/dist/2020.js';

const ROOT = new URL('../../', import.meta.url);

/** A row of an outbox, as every consumer of that domain's feed will get it. */
export interface Emitted {
  readonly domain: string;
  readonly type: string;
  readonly data: unknown;
}

/** What every domain told the others, in the order in which it did. Only after the platform has stopped. */
export async function emittedOn(dataDir: string): Promise<readonly Emitted[]> {
  const seed = (): Promise<never> => Promise.reject(new Error('There was no platform in this folder.'));
  const embedded = await openEmbedded({ dataDir, domains: DEFINITIONS, log: createLog('system', 'fatal'), seed });
  try {
    const outboxes = DEFINITIONS.map(async ({ name }) => {
      const { rows } = await embedded
        .database<unknown>(name)
        .inSystem('feed', (tx) =>
          sql<{ type: string; data: unknown }>`select type, data from outbox order by id`.execute(tx),
        );
      return rows.map((row) => ({ domain: name, ...row }));
    });
    return (await Promise.all(outboxes)).flat();
  } finally {
    await embedded.close();
  }
}

/** Every domain declares its actions in the same shape. */
export const typeOf = ({ type }: Emitted): string => (type.endsWith('.actions.declared') ? 'actions.declared' : type);

/** The committed schemas, by the type of event that they describe: which are promised, and what is wrong with one. */
export function readEventSchemas(): ReadonlyMap<string, (data: unknown) => string | null> {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true });
  return new Map(
    schemaFiles().map((file) => {
      const validate = ajv.compile(closed(JSON.parse(readFileSync(file, 'utf8'))) as object); // schema:check holds it to that
      const problemOf = (data: unknown) =>
        validate(data) ? null : ajv.errorsText(validate.errors, { dataVar: 'data' });
      return [basename(file.pathname, '.schema.json'), problemOf] as const;
    }),
  );
}

function schemaFiles(): readonly URL[] {
  const domains = readdirSync(new URL('subgraphs/', ROOT)).map((name) => `subgraphs/${name}/events/`);
  return [...domains, 'platform/events/contract/'].flatMap((folder) => {
    const files = existingFiles(new URL(folder, ROOT));
    return files.filter((name) => name.endsWith('.schema.json')).map((name) => new URL(folder + name, ROOT));
  });
}

function existingFiles(folder: URL): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // access tells nothing of its own
  }
}

/**
 * For readers a schema is open: they pass over what they do not know. What we write ourselves has no member that the
 * schema does not name, or nobody would ever learn of it.
 */
function closed(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map(closed);
  const inner = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, closed(value)]));
  return 'properties' in schema && !('additionalProperties' in schema)
    ? { ...inner, additionalProperties: false }
    : inner;
}
