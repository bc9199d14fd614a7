import { dirname, join, resolve } from 'node:path';
import { readSecretFileState } from '../secrets/secret-file.js';
import type { MachinesFile } from './file-shape.js';

/** Where each credential's secret goes, by `machine/credential`. Only what the file or `--secrets-dir` says. */
export type SecretPlaces = ReadonlyMap<string, string>;

/** The file's own paths are beside it, wherever the command was called. */
export function secretPlaces(file: MachinesFile, fileName: string, secretsDir: string | null): SecretPlaces {
  const places = new Map<string, string>();
  for (const machine of file.machines)
    for (const { name, secret } of machine.credentials) {
      const place =
        secret === undefined
          ? secretsDir && join(secretsDir, fileNameOf(machine.name), `${fileNameOf(name)}.key`)
          : resolve(dirname(fileName), secret.file);
      if (place !== null) places.set(`${machine.name}/${name}`, place);
    }
  return places;
}

/** A name may hold anything; a file's name may not lead out of the directory. */
function fileNameOf(name: string): string {
  return encodeURIComponent(name).replace(/^\.+$/, (dots) => '%2E'.repeat(dots.length));
}

/** Whose place was taken by a run that never filled it. */
export async function lostSecrets(places: SecretPlaces): Promise<ReadonlySet<string>> {
  const lost = new Set<string>();
  for (const [name, file] of places) if ((await readSecretFileState(file)) === 'PENDING') lost.add(name);
  return lost;
}
