import { BadInput } from './bad-input.js';
import { clientOf, manifestFile, type Manifest } from './manifest.js';
import { documentFile, type OperationFile } from './operation.js';
import type { FileTree } from './tree.js';

export const OPERATIONS_FOLDER = 'schema/operations';
/** One file per client repository, in the format of Apollo's persisted-query manifest. */
export const CLIENTS_FOLDER = 'schema/clients';

/**
 * All that the frontend and the clients registered, and the manifests that this run was given besides. One that a client
 * registered already, under that name, is judged in place of what is registered.
 */
export function readOperations(tree: FileTree, given: readonly Manifest[] = []): readonly OperationFile[] {
  return readWith(tree, given, (manifest) => manifestFile(manifest, true));
}

/** What was registered at the base. A manifest that was broken there is no reason to refuse its repair here. */
export function readBaseOperations(tree: FileTree): readonly OperationFile[] {
  return readWith(tree, [], (manifest) => {
    try {
      return manifestFile(manifest, true);
    } catch (error) {
      if (!(error instanceof BadInput)) throw error;
      const place = { file: manifest.file, line: 1, column: 1 };
      return {
        file: manifest.file,
        operations: [],
        problems: [{ code: 'OPERATION_UNREADABLE', message: error.message, place }],
      };
    }
  });
}

function readWith(
  tree: FileTree,
  given: readonly Manifest[],
  readManifest: (manifest: Manifest) => OperationFile,
): readonly OperationFile[] {
  const own = tree
    .list(OPERATIONS_FOLDER)
    .filter((path) => path.endsWith('.graphql'))
    .map((file) => documentFile(file, tree.read(file) ?? ''));
  const replaced = new Set(given.map(({ file }) => clientOf(file)));
  const clients = tree
    .list(CLIENTS_FOLDER)
    .filter((path) => path.endsWith('.json') && !path.endsWith('.codes.json') && !replaced.has(clientOf(path)))
    .map((file) => readManifest({ file, text: tree.read(file) ?? '' }));
  return [...own, ...clients, ...given.map((manifest) => manifestFile(manifest, false))];
}
