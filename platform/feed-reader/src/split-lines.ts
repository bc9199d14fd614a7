import { FeedBroken } from './feed-broken.js';

const NEWLINE = 0x0a;

/**
 * Cuts a byte stream into lines, whatever the chunks are. Cut as bytes, because a chunk may end in the middle of a
 * character. A line longer than `bytesMax` breaks the feed instead of filling the memory.
 */
export function createLineSplitter(bytesMax: number): (chunk: Buffer) => readonly string[] {
  let rest: Buffer[] = [];
  let restBytes = 0;

  const keep = (part: Buffer): void => {
    restBytes += part.length;
    if (restBytes > bytesMax) throw new FeedBroken('malformed', `a line is longer than ${bytesMax} bytes`);
    if (part.length > 0) rest.push(part);
  };
  const take = (): string => {
    const line = Buffer.concat(rest).toString('utf8');
    rest = [];
    restBytes = 0;
    return line;
  };

  return (chunk) => {
    const lines: string[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      keep(chunk.subarray(start, end));
      lines.push(take());
      start = end + 1;
    }
    keep(chunk.subarray(start));
    return lines.filter((line) => line !== '');
  };
}
