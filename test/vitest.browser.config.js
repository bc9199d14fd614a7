import { bailiwickBrowserTests } from '../platform/tooling/vitest.mjs';

export default bailiwickBrowserTests({ include: ['browser/**/*.test.ts'], maxWorkers: 1 });
