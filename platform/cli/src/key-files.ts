import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '@bailiwick/config';
import { addWorkloads, initKeys, keyFilePath, workloadsIn, workloadsLackingKeys } from '@bailiwick/keys';
import { WORKLOADS } from './domains.js';

export const keyDirectory = (dataDir: string): string => join(dataDir, 'keys');

/**
 * The embedded platform makes its own keys on the first start; they live beside the data that they protect. A domain that
 * is new since then gets its keys on the next one, good at once: nobody is running who could not know them.
 */
export function ensureKeys(dataDir: string, now: Date): void {
  const directory = keyDirectory(dataDir);
  const isNew = WORKLOADS.every((workload) => !existsSync(keyFilePath(directory, workload)));
  if (isNew) initKeys(directory, WORKLOADS, { now });
  else addNewKeys(directory, now, 0, `put it back, or remove ${dataDir} to start afresh without the data`);
}

/**
 * Keys for whoever, or of whatever kind, is new in this version, and whose those are. A file that is gone although others name its owner is not
 * made anew: they, and the hashes of machines' keys, belong to what was in it.
 */
export function addNewKeys(directory: string, now: Date, leadSeconds: number, remedy: string): readonly string[] {
  const missing = WORKLOADS.filter((workload) => !existsSync(keyFilePath(directory, workload)));
  const known = workloadsIn(directory);
  const gone = missing.filter((workload) => known.includes(workload)).map((each) => keyFilePath(directory, each));
  if (gone.length > 0)
    throw new ConfigError(gone.map((file) => `${file}: is gone although other key files are there; ${remedy}`));
  const lacking = workloadsLackingKeys(directory);
  if (missing.length > 0 || lacking.length > 0) addWorkloads(directory, missing, { now, leadSeconds });
  return [...missing, ...lacking];
}
