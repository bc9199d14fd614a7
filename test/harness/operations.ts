import { readdirSync, readFileSync } from 'node:fs';
import { Kind, parse } from 'graphql';

const FOLDER = new URL('../../schema/operations/', import.meta.url);

/** One operation that a frontend sends, with the document that it stands in. */
export interface Operation {
  readonly name: string;
  /** `query` or `mutation`. */
  readonly kind: string;
  readonly document: string;
  /** One that takes none is sent as it stands. */
  readonly takesVariables: boolean;
}

/** Every operation in `schema/operations`: a new one is a case of its own in every test that walks them. */
export const OPERATIONS: readonly Operation[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.graphql'))
  .sort()
  .flatMap((file) => {
    const document = readFileSync(new URL(file, FOLDER), 'utf8');
    return parse(document).definitions.flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION
        ? [
            {
              name: definition.name?.value ?? file,
              kind: definition.operation,
              document,
              takesVariables: (definition.variableDefinitions ?? []).length > 0,
            },
          ]
        : [],
    );
  });

export function operation(name: string): { readonly query: string; readonly operationName: string } {
  const found = OPERATIONS.find((each) => each.name === name);
  if (found === undefined) throw new Error(`schema/operations has no operation ${name}.`);
  return { query: found.document, operationName: name };
}
