import { bailiwickTests } from '../tooling/vitest.mjs';

export default bailiwickTests();
