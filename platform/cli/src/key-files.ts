import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { initKeys, keyFilePath } from '@bailiwick/keys';

export const WORKLOADS = ['gateway', 'access', 'billing', 'identity', 'credentials'] as const;

export const keyDirectory = (dataDir: string): string => join(dataDir, 'keys');

/** The embedded platform makes its own keys on the first start; they live beside the data that they protect. */
export function ensureKeys(dataDir: string, now: Date): void {
  const directory = keyDirectory(dataDir);
  if (WORKLOADS.every((workload) => existsSync(keyFilePath(directory, workload)))) return;
  initKeys(directory, WORKLOADS, { now });
}
