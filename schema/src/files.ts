/** The committed results of composition, and the frontend's operations. */
export const SUPERGRAPH_FILE = new URL('../supergraph.graphql', import.meta.url);
export const API_FILE = new URL('../api.graphql', import.meta.url);
export const OPERATIONS_FOLDER = new URL('../operations/', import.meta.url);
