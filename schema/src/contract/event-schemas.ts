import { z } from 'zod';
import { BadInput } from './bad-input.js';
import type { Base } from './contract.js';
import { readJson } from './read-json.js';
import type { FileTree } from './tree.js';

export interface EventSchema {
  readonly type: string;
  readonly file: string;
}

/** One that was really emitted, and as people find it: `Event 2 of subgraphs/…`. */
export interface RecordedEvent {
  readonly name: string;
  readonly event: unknown;
}

/** Says why data does not fit, or null when it does; or why the schema itself is none. */
export type CompiledSchema = { readonly problemOf: (data: unknown) => string | null } | { readonly broken: string };

const jsonSchema = z.record(z.string(), z.unknown());
const recorded = z.array(z.unknown());

export function schemasIn(tree: FileTree): readonly EventSchema[] {
  return ['subgraphs', 'platform/events'].flatMap((folder) =>
    tree.list(folder).flatMap((file) => {
      const type = /\/(?:events|contract)\/([^/]+)\.schema\.json$/.exec(file)?.[1];
      return type === undefined ? [] : [{ type, file }];
    }),
  );
}

export const recordedFile = ({ file }: EventSchema): string => file.replace('.schema.json', '.recorded.json');

/** Recorded here and at the base: to take a recorded event out is no way to make it fit. */
export function recordedOf(tree: FileTree, base: Base | null, schema: EventSchema): readonly RecordedEvent[] {
  const file = recordedFile(schema);
  const named = (from: FileTree, at: string): readonly RecordedEvent[] =>
    (readJson(from, file, recorded) ?? []).map((event, index) => ({
      name: `Event ${index + 1} of ${file}${at}`,
      event,
    }));
  return [...named(tree, ''), ...(base === null ? [] : named(base.tree, ` at ${base.label}`))];
}

/** Strictly, so that a misspelt keyword is not passed over. */
export async function createCompiler(tree: FileTree): Promise<(schema: EventSchema) => CompiledSchema> {
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, validateFormats: false });
  return ({ file }) => {
    const schema = readJson(tree, file, jsonSchema);
    if (schema === null) throw new BadInput(`${file} is gone.`);
    try {
      const validate = ajv.compile(schema);
      return { problemOf: (data) => (validate(data) ? null : ajv.errorsText(validate.errors)) };
    } catch (error) {
      return { broken: error instanceof Error ? error.message : String(error) };
    } finally {
      ajv.removeSchema(schema); // a copy that kept the other's $id is no defect of either
    }
  };
}
