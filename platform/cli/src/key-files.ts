import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '@bailiwick/config';
import { initKeys, keyFilePath } from '@bailiwick/keys';

export const WORKLOADS = ['gateway', 'access', 'billing', 'identity', 'credentials'] as const;

export const keyDirectory = (dataDir: string): string => join(dataDir, 'keys');

/**
 * The embedded platform makes its own keys on the first start; they live beside the data that they protect. A file that
 * is missing among others is not made anew: the others, and the hashes of machines' keys, belong to what was in it.
 */
export function ensureKeys(dataDir: string, now: Date): void {
  const directory = keyDirectory(dataDir);
  const missing = WORKLOADS.map((workload) => keyFilePath(directory, workload)).filter((file) => !existsSync(file));
  if (missing.length === WORKLOADS.length) initKeys(directory, WORKLOADS, { now });
  else if (missing.length > 0) {
    const remedy = `put it back, or remove ${dataDir} to start afresh without the data`;
    throw new ConfigError(missing.map((file) => `${file}: is gone although other key files are there; ${remedy}`));
  }
}
