export { aContext, aMachineContext, aPersonContext } from './contexts.js';
export { allowAll, allowOnly } from './askers.js';
export { testDomain } from './test-domain.js';
export type { TestAnswer, TestDomain, TestDomainOptions } from './test-domain.js';
