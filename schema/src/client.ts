import { writeFileSync } from 'node:fs';
import { codegen } from '@graphql-codegen/core';
import * as typedDocumentNode from '@graphql-codegen/typed-document-node';
import * as typescriptOperations from '@graphql-codegen/typescript-operations';
import { buildSchema, isAbstractType, parse } from 'graphql';
import { format, type Options } from 'prettier';
import { CLIENT_FOLDER } from './files.js';
import { joinOperations, readOperationFiles, type OperationFile } from './operation-files.js';

/** What a frontend imports: by file name in `schema/client/src/generated`, the text. */
export type GeneratedClient = Readonly<Record<string, string>>;

const NOTICE =
  '// Written by `npm run schema:compose` from schema/api.graphql and schema/operations. Change those, not this file.\n';

/** How a value of each scalar arrives in JSON. One that is not named here is `unknown` until somebody says what it is. */
const SCALARS = {
  ID: 'string',
  String: 'string',
  Int: 'number',
  Float: 'number',
  Boolean: 'boolean',
  BigInt: 'string',
  ConsistencyToken: 'string',
  DateTime: 'string',
  JSON: 'unknown',
  ReasonCode: 'string',
};

/** Fragments stay named in the types, so that a component can say what it takes; enums are unions of their values. */
const CONFIG = {
  scalars: SCALARS,
  defaultScalarType: 'unknown',
  enumType: 'string-literal',
  immutableTypes: true,
  inlineFragmentTypes: 'combine',
  skipTypename: true,
  arrayInputCoercion: false,
  useTypeImports: true,
  optimizeDocumentNode: true,
};

/** Types and documents for every operation. It throws where an operation does not fit the API. */
export async function generateClient(
  api: string,
  files: readonly OperationFile[] = readOperationFiles(),
): Promise<GeneratedClient> {
  const input = {
    schema: parse(api),
    documents: [{ location: 'schema/operations', document: joinOperations(files) }],
    config: CONFIG,
  };
  const types = await codegen({
    ...input,
    filename: 'types.ts',
    plugins: [{ types: {} }],
    pluginMap: { types: typescriptOperations },
  });
  const documents = await codegen({
    ...input,
    filename: 'documents.ts',
    plugins: [{ documents: { importOperationTypesFrom: 'Types' } }],
    pluginMap: { documents: typedDocumentNode },
  });
  return {
    'types.ts': await format(`${NOTICE}${types}`, TYPESCRIPT),
    'possible-types.ts': await format(`${NOTICE}${possibleTypes(api)}`, TYPESCRIPT),
    // One line per document: nobody reads a syntax tree, and a change shows as the line of its operation.
    'documents.ts': `${NOTICE}import type * as Types from './types.js';\n${documents.trim()}\n`,
  };
}

/** A cache must know which types an interface has: answers name the type, fragments the interface. */
function possibleTypes(api: string): string {
  const schema = buildSchema(api);
  const abstract = Object.values(schema.getTypeMap()).filter(isAbstractType);
  const named = abstract.map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)]);
  return `export const possibleTypes: Record<string, string[]> = ${JSON.stringify(Object.fromEntries(named))};`;
}

/** As the repository formats everything, so that what changed in an answer's type is the line that changed. */
const TYPESCRIPT: Options = { parser: 'typescript', printWidth: 120, singleQuote: true, trailingComma: 'all' };

export function writeClient(client: GeneratedClient, folder: URL = CLIENT_FOLDER): void {
  for (const [name, text] of Object.entries(client)) writeFileSync(new URL(name, folder), text);
}
