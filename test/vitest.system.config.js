import { bailiwickSystemTests } from '../platform/tooling/vitest.mjs';

export default bailiwickSystemTests({
  include: ['system/**/*.test.ts'],
  exclude: ['**/*.postgres.test.ts', '**/node_modules/**'],
  maxWorkers: 1,
  testTimeout: 60_000,
  hookTimeout: 300_000,
});
