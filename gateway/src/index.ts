export { bootSupergraph } from './boot-supergraph.js';
export type { Clock } from './clock.js';
export { readGatewayConfig } from './config.js';
export type { GatewayConfig, Limits, Timeouts, Workload } from './config.js';
export { createGateway } from './gateway.js';
export type { GatewayDependencies, RunningGateway } from './gateway.js';
