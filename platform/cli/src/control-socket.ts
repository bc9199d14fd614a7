import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The kernel keeps a socket's path in 104 bytes on macOS and 108 on Linux, with its closing zero. */
const PATH_BYTES_MAX = 100;

/** Where the socket is when the data directory's own path is too long for one. */
const pointerFile = (dataDir: string): string => join(dataDir, 'control.path');

/** Makes the folder that only we can enter, and says where in it the socket goes. What a killed platform left is replaced. */
export function makeControlSocket(dataDir: string): string {
  removeControlSocket(dataDir);
  const folder = join(dataDir, 'control');
  if (fits(socketIn(folder))) {
    mkdirSync(folder, { mode: 0o700 });
    chmodSync(folder, 0o700); // whatever the umask
    return socketIn(folder);
  }
  const elsewhere = mkdtempSync(join(tmpdir(), 'bailiwick-')); // 0700, by a name that nobody can take first
  writeFileSync(pointerFile(dataDir), elsewhere, { mode: 0o600 });
  return socketIn(elsewhere);
}

export function findControlSocket(dataDir: string): string {
  const pointer = pointerFile(dataDir);
  return socketIn(existsSync(pointer) ? readFileSync(pointer, 'utf8') : join(dataDir, 'control'));
}

/** Only the socket and its then empty folder: the pointer is a file like any other, and names nothing to be emptied. */
export function removeControlSocket(dataDir: string): void {
  const socket = findControlSocket(dataDir);
  rmSync(socket, { force: true });
  if (existsSync(dirname(socket))) rmdirSync(dirname(socket));
  rmSync(pointerFile(dataDir), { force: true });
}

function socketIn(folder: string): string {
  return join(folder, 'control.sock');
}

function fits(path: string): boolean {
  return Buffer.byteLength(path) <= PATH_BYTES_MAX;
}
