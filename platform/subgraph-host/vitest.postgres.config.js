import { bailiwickPostgresTests } from '../tooling/vitest.mjs';

export default bailiwickPostgresTests({ include: ['src/**/*.postgres.test.ts'] });
