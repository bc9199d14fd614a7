import { openWorkloads, pod } from '../workloads.js';
import type { Story } from './scene.js';

/** A pod comes back with the key that its successor has; somebody looks, finds the successor to be the right one, and unlocks. */
export async function aCopiedKey(): Promise<Story> {
  const cluster = await openWorkloads();
  try {
    const key = await cluster.newKey();
    for (const uid of ['old', 'new', 'old']) await cluster.present(pod(uid), key);
    const denied = await cluster.lastDecision();
    await cluster.lock((await cluster.instanceOf(key))?.id ?? '', false);
    await cluster.present(pod('new'), key);
    return { denied, remedied: await cluster.lastDecision() };
  } finally {
    cluster.close();
  }
}
