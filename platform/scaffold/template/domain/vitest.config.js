import { bailiwickTests } from '../../platform/tooling/vitest.mjs';

export default bailiwickTests({ isolate: false });
