import type { Finding } from './checks.js';

/** Boots the real gateway on the supergraph and asks it who it is: composition alone passes what the gateway refuses. */
export async function checkBoot(supergraph: string): Promise<Finding[]> {
  const { bootSupergraph } = await import('@bailiwick/gateway');
  try {
    const { stop } = await bootSupergraph(supergraph);
    await stop();
    return [];
  } catch (error) {
    return [{ check: 'boot', message: `the gateway refuses this supergraph: ${error instanceof Error ? error.message : String(error)}` }];
  }
}
