import type { KeepActionUses } from './action-uses.js';
import type { ServiceCall } from './service-call.js';

/** Over HTTP, signed: which workload reports is proven, so that a domain can only speak of its own actions. */
export function reportOverHttp(call: ServiceCall, newRequestId: () => string): KeepActionUses {
  return async (uses) => {
    await call.post('/action-uses', { body: { uses }, token: null, requestId: newRequestId() });
  };
}
