import { bailiwickPostgresTests } from '../tooling/vitest.mjs';

export default bailiwickPostgresTests();
