import { bailiwickPostgresTests } from '../platform/tooling/vitest.mjs';

export default bailiwickPostgresTests({
  include: ['system/**/*.postgres.test.ts'],
  maxWorkers: 1,
  testTimeout: 60_000,
  hookTimeout: 300_000,
});
