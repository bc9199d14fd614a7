import { createLog } from '@bailiwick/config';
import { readGatewayConfig } from './config.js';
import { createGraph, startGraph } from './supergraph.js';

/**
 * Starts the gateway's graph on a supergraph, without a listener or a subgraph. For checks of a schema: composition
 * passes what the gateway then refuses to load. Rejects with `ConfigError`.
 */
export async function bootSupergraph(sdl: string): Promise<{ stop(): Promise<void> }> {
  const unasked = () => ({
    process: () => Promise.reject(new Error('No subgraph is asked while the graph is booted.')),
  });
  const graph = createGraph(sdl, unasked, readGatewayConfig({}), createLog('gateway', 'error'));
  await startGraph(graph, 'The supergraph');
  return { stop: () => graph.stop() };
}
