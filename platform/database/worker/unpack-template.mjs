// Unpacks the cluster that initdb made when its package was built: initdb itself takes 9 s and 800 MB. PGlite can unpack
// it too, but through its own memory, which never shrinks again: measured, 120 MB more for the life of the process.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { dataDir } from '@electric-sql/pglite-prepopulatedfs';

const BLOCK = 512;

export async function unpackTemplate(directory) {
  const archive = await dataDir();
  for (const { name, isFolder, content } of entriesOf(gunzipSync(Buffer.from(await archive.arrayBuffer())))) {
    const path = join(directory, normalize(`/${name}`)); // the leading slash keeps `..` inside
    mkdirSync(isFolder ? path : dirname(path), { recursive: true, mode: 0o700 });
    if (!isFolder) writeFileSync(path, content, { mode: 0o600 });
  }
}

/** The tar format (POSIX ustar) as far as the package uses it: plain files and folders; anything else is refused. */
export function* entriesOf(archive) {
  for (let at = 0; at + BLOCK <= archive.length && archive[at] !== 0;) {
    const text = (start, length) => archive.toString('utf8', at + start, at + start + length).split('\0')[0];
    const type = text(156, 1);
    if (!['', '0', '5'].includes(type)) throw new Error(`The database template has an entry of type ${type}.`);
    const size = Number.parseInt(text(124, 12), 8) || 0;
    const content = archive.subarray(at + BLOCK, at + BLOCK + size);
    yield {
      name: [text(345, 155), text(0, 100)].filter((part) => part !== '').join('/'),
      isFolder: type === '5',
      content,
    };
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
}
