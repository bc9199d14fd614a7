import { bailiwickTests } from '../tooling/vitest.mjs';

export default bailiwickTests({ include: ['src/**/*.test.ts', 'page/**/*.test.ts'] });
