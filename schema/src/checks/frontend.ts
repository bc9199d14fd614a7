import { parse, validate, type GraphQLSchema } from 'graphql';
import type { Contract } from '../contract/contract.js';
import type { Check, Found } from '../contract/finding.js';
import { OPERATIONS_FOLDER } from '../contract/operations.js';
import { checkOperations } from '../operation-checks.js';
import { operationsIn, type OperationFile } from '../operation-files.js';

const CLIENT_FOLDER = 'schema/client/src/generated';

export const frontend: Check = {
  name: 'frontend',
  holds: 'operations say what they are for, with variables to try them, and the generated client is theirs',
  needsGraph: true,
  codes: {
    OPERATION_UNDOCUMENTED: {
      severity: 'error',
      title: 'an operation that nobody can find or try',
      explain:
        'Each file in `schema/operations` starts with `# topic: …`, each operation has a sentence right above it, and example variables beside the file fit. What shows the operations to people uses them as they are. The message says what is missing.',
    },
    CLIENT_STALE: {
      severity: 'error',
      title: 'the generated client is another one',
      explain:
        'The typed documents that frontends import are not what the API and the operations generate now. Run `npm run schema:compose` and commit the result.',
    },
  },
  run: async (contract) => {
    const result = await contract.composition();
    if ('problems' in result) return [];
    const files = filesOf(contract);
    // What does not validate is said by the check of operations.
    const api = await contract.api();
    if (!files.every((file) => isFit(api, file))) return [];
    const found = checkOperations(result.composed.api, files).map(undocumented);
    return [...found, ...(await stale(contract, result.composed.api, files))];
  },
  record: async (contract) => {
    const result = await contract.composition();
    const files = filesOf(contract);
    const api = await contract.api();
    if ('problems' in result || !files.every((file) => isFit(api, file))) return {};
    return generated(result.composed.api, files);
  },
};

function filesOf({ tree }: Contract): readonly OperationFile[] {
  const paths = tree.list(OPERATIONS_FOLDER).filter((path) => path.endsWith('.graphql'));
  return paths.map((path) => {
    const [name, beside] = [path.slice(OPERATIONS_FOLDER.length + 1), path.replace(/\.graphql$/, '.variables.json')];
    const source = tree.read(beside);
    const examples = source === null ? null : { name: beside.slice(OPERATIONS_FOLDER.length + 1), source };
    return { name, source: tree.read(path) ?? '', examples };
  });
}

function isFit(api: GraphQLSchema, { source }: OperationFile): boolean {
  try {
    const document = parse(source);
    return validate(api, document).length === 0 && operationsIn(document).every(({ name }) => name !== undefined);
  } catch {
    return false; // not GraphQL, which the check of operations says
  }
}

function undocumented({ message }: { readonly message: string }): Found {
  const [, name = '', problem = message] = /^(\S+\.graphql): (.*)$/s.exec(message) ?? [];
  const file = `${OPERATIONS_FOLDER}/${name}`;
  return {
    code: 'OPERATION_UNDOCUMENTED',
    message: `${name}: ${problem}. Say it there.`,
    place: { file, line: 1, column: 1 },
    coordinate: name,
  };
}

async function stale({ tree }: Contract, api: string, files: readonly OperationFile[]): Promise<Found[]> {
  const expected = Object.entries(await generated(api, files));
  return expected
    .filter(([file, text]) => tree.read(file) !== text)
    .map(([file]) => ({
      code: 'CLIENT_STALE',
      message: `${file} is not what the API and the operations generate. Run npm run schema:compose and commit it.`,
      place: { file, line: 1, column: 1 },
    }));
}

async function generated(api: string, files: readonly OperationFile[]): Promise<Readonly<Record<string, string>>> {
  const { generateClient } = await import('../client.js');
  const client = Object.entries(await generateClient(api, files));
  return Object.fromEntries(client.map(([name, text]) => [`${CLIENT_FOLDER}/${name}`, text]));
}
