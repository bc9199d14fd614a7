import { bailiwickScaffoldTests } from '../platform/tooling/vitest.mjs';

export default bailiwickScaffoldTests({
  include: ['scaffold/**/*.test.ts'],
  maxWorkers: 1,
  testTimeout: 600_000,
  hookTimeout: 600_000,
});
