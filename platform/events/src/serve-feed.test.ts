import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { serveFeed } from './serve-feed.js';
import type { Feed } from './feed.js';

const CHUNK = `${'x'.repeat(1_000_000)}\n`;

/** A feed that never ends, and counts what was taken of it. */
function anEndlessFeed(): { readonly feed: Feed; readonly taken: () => number; readonly hasEnded: () => boolean } {
  let taken = 0;
  let hasEnded = false;
  async function* chunks(signal: AbortSignal) {
    try {
      while (!signal.aborted) {
        taken += 1;
        yield await Promise.resolve(CHUNK);
      }
    } finally {
      hasEnded = true;
    }
  }
  const open: Feed['open'] = (_query, signal) => Promise.resolve(chunks(signal));
  return { feed: { open, stop: () => Promise.resolve() }, taken: () => taken, hasEnded: () => hasEnded };
}

describe('a reader that takes nothing', () => {
  test('costs a bounded number of chunks and is cut off', async () => {
    const { feed, taken, hasEnded } = anEndlessFeed();
    let served = (_ended: Promise<void>): void => undefined;
    const ended = new Promise<void>((resolve, reject) => {
      served = (serving) => void serving.then(resolve, reject);
    });
    const server = createServer((_request, response) => {
      served(serveFeed(feed, { types: ['billing.readiness.changed'], after: null, feed: null }, response, 300));
    }).listen(0, '127.0.0.1');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    await once(server, 'listening');
    const slow = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => undefined);
    onTestFinished(() => {
      slow.destroy();
    });
    slow.pause();
    slow.write('GET /events HTTP/1.1\r\nHost: feed\r\n\r\n');
    await ended;
    expect(hasEnded()).toBe(true);
    // What the sockets' buffers take; without the limit it would go on for as long as the memory lasts.
    expect(taken()).toBeLessThan(100);
  });
});
