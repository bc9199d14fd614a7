import { bailiwickTests } from '../tooling/vitest.mjs';

export default bailiwickTests({
  include: ['src/**/*.test.ts', 'template/**/*.test.ts'],
  isolate: false,
});
