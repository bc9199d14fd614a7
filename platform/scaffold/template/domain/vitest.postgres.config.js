import { bailiwickPostgresTests } from '../../platform/tooling/vitest.mjs';

export default bailiwickPostgresTests({ isolate: false });
