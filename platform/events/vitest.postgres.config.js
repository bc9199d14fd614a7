import { bailiwickPostgresTests } from '../tooling/vitest.mjs';

// One file at a time: a feed ends at the oldest transaction of the whole server, other files' long ones included.
export default bailiwickPostgresTests({ maxWorkers: 1, fileParallelism: false });
