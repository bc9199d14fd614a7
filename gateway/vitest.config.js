import { fileURLToPath } from 'node:url';
import { bailiwickTests } from '../platform/tooling/vitest.mjs';

// As Node resolves it. Vite would take graphql's ES modules for us and leave Apollo its CommonJS: two realms, in tests only.
const graphql = fileURLToPath(import.meta.resolve('graphql'));

export default bailiwickTests({ alias: [{ find: /^graphql$/, replacement: graphql }] });
