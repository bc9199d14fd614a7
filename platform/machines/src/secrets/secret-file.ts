import { mkdir, open, readFile, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { misused } from '../problem.js';

/** A place that is taken before the secret is made, so that one that was shown can always be kept. */
export interface ReservedSecret {
  /** Writes the secret and puts it in its place, in one step for whoever reads the file. */
  keep(secret: string): Promise<void>;
  /** Keeps a secret that is not accepted yet beside the one that is: whoever reads the file goes on with that. */
  keepAside(secret: string): Promise<void>;
  /** Gives the place back: no secret was made. */
  release(): Promise<void>;
}

/** `PENDING` stays behind when a run was cut short between making a secret and keeping it: that secret is lost. */
export type SecretFileState = 'ABSENT' | 'PENDING' | 'KEPT';

const PENDING = '.pending';
/** Where a secret waits for the second person to approve it. */
export const WAITING = '.waiting';
const OWNER_ONLY = 0o600;

export async function readSecretFileState(file: string): Promise<SecretFileState> {
  await finish(file);
  if ((await contentOf(file + PENDING)) !== null) return 'PENDING';
  return (await contentOf(file)) === null ? 'ABSENT' : 'KEPT';
}

/**
 * Only what is empty or holds a key of ours is ever replaced: a mistyped path must not cost somebody another file. The
 * mode is the file's from its first byte on.
 */
export async function reserveSecret(file: string): Promise<ReservedSecret> {
  await refuseOthers(file);
  const pending = file + PENDING;
  const handle = await openPending(pending);
  const keepAt = async (place: string, secret: string): Promise<void> => {
    await handle.writeFile(`${secret}\n`);
    await handle.sync();
    await handle.close();
    await rename(pending, place);
  };
  return {
    keep: (secret) => keepAt(file, secret),
    keepAside: (secret) => keepAt(file + WAITING, secret),
    release: async () => {
      await handle.close();
      await rm(pending, { force: true });
    },
  };
}

async function openPending(pending: string): Promise<FileHandle> {
  try {
    await mkdir(dirname(pending), { recursive: true, mode: 0o700 });
    await rm(pending, { force: true });
    return await open(pending, 'wx', OWNER_ONLY);
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw misused(
      `The secret could not be kept at ${pending.slice(0, -PENDING.length)}: ${why}.`,
      'Name a place that you may write to. Nothing was made.',
    );
  }
}

async function refuseOthers(file: string): Promise<void> {
  const content = await contentOf(file);
  if (content !== null && content.trim() !== '' && !/^bw[a-z]_/.test(content))
    throw misused(
      `${file} holds something that is no key of this platform.`,
      'Name another file for the secret, or move that one away.',
    );
}

/** A run that was cut short after the secret was written whole: only the renaming is left to do. */
async function finish(file: string): Promise<void> {
  const content = await contentOf(file + PENDING);
  if (content?.endsWith('\n') === true) await rename(file + PENDING, file);
}

async function contentOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw misused(`${file} cannot be read.`, 'Name a file for the secret that is yours.');
  }
}
