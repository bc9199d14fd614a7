import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The committed results of composition, the frontend’s operations, and what is generated for frontends. */
export const SUPERGRAPH_FILE = new URL('../supergraph.graphql', import.meta.url);
export const API_FILE = new URL('../api.graphql', import.meta.url);
export const OPERATIONS_FOLDER = new URL('../operations/', import.meta.url);
export const CLIENT_FOLDER = new URL('../client/src/generated/', import.meta.url);
