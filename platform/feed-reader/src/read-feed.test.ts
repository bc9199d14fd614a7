import { createSecretKey } from 'node:crypto';
import { createRequestVerifier } from '@bailiwick/request-signature';
import { describe, expect, test } from 'vitest';
import { aHeartbeat, anEvent, aSource, read, READINESS, stream, until } from '../test/builders.js';
import { feedSigner, readFeed } from './index.js';

describe('a feed reader', () => {
  test('asks for its types from its position, and hands on what comes, in order', async () => {
    const { url, requests } = await aSource((response) =>
      stream(response, anEvent({ subject: 'a' }), anEvent({ subject: 'b' }), aHeartbeat()),
    );
    const reading = read(url, { after: () => '7.0', types: [READINESS, 'billing.entitlements.changed'] });
    await until(() => reading.subjects().length === 2);
    expect(reading.subjects()).toEqual(['a', 'b']);
    expect(reading.signals[0]).toEqual({ kind: 'opened' });
    const asked = new URL(requests[0]?.url ?? '', url);
    expect([asked.pathname, ...asked.searchParams]).toEqual([
      '/events',
      ['types', `${READINESS},billing.entitlements.changed`],
      ['after', '7.0'],
    ]);
  });

  test('puts lines together however they are cut, also inside a character', async () => {
    const bytes = Buffer.from(anEvent({ subject: 'Zoë 💥' }) + anEvent({ subject: 'b' }));
    const { url } = await aSource(async (response) => {
      stream(response);
      for (const byte of bytes) {
        response.write(Buffer.of(byte));
        if (byte > 127) await new Promise((resolve) => setTimeout(resolve, 1));
      }
    });
    const reading = read(url);
    await until(() => reading.subjects().length === 2);
    expect(reading.subjects()).toEqual(['Zoë 💥', 'b']);
  });

  test('says which history its position is a place in, once it knows', async () => {
    const { url, requests } = await aSource((response) => stream(response, aHeartbeat()));
    read(url, { after: () => '7.1', feed: 'history' });
    await until(() => requests.length === 1);
    expect(new URL(requests[0]?.url ?? '', url).searchParams.get('feed')).toBe('history');
  });

  test('asks for a snapshot when it has no position, and knows where that ends', async () => {
    const { url, requests } = await aSource((response) =>
      stream(response, anEvent(), '{"snapshot":{"complete":true}}\n', aHeartbeat({ behind: true, feed: 'history' })),
    );
    const reading = read(url, { after: () => null });
    await until(() =>
      reading.signals.some(
        (signal) => signal.kind === 'lines' && signal.lines.some((line) => line.kind === 'heartbeat'),
      ),
    );
    const lines = reading.signals.flatMap((signal) => (signal.kind === 'lines' ? signal.lines : []));
    expect(lines.map(({ kind }) => kind)).toEqual(['event', 'snapshot_complete', 'heartbeat']);
    expect(lines[2]).toEqual({
      kind: 'heartbeat',
      feed: 'history',
      watermark: 8n,
      position: '7.1',
      at: new Date('2030-01-01T12:00:00Z'),
      behind: true,
    });
    expect(requests[0]?.url).not.toContain('after');
  });

  test('signs each request so that the source knows the reader', async () => {
    const key = createSecretKey(Buffer.alloc(32, 7));
    const pairSecrets = () => [
      { caller: 'access', receiver: 'billing', kid: 'k1', key, signFrom: new Date(0), acceptUntil: null },
    ];
    const now = (): Date => new Date();
    const startedAt = new Date(Date.now() - 1_000);
    const verified: string[] = [];
    const { url } = await aSource((response, request) => {
      const target = new URL(request.url ?? '', url);
      const verifier = createRequestVerifier({ receiver: 'billing', authority: url.host, pairSecrets, startedAt, now });
      const { caller } = verifier.verify({
        method: 'GET',
        path: target.pathname,
        query: target.search,
        headers: request.headersDistinct,
        body: Buffer.alloc(0),
      });
      verified.push(caller);
      stream(response, aHeartbeat());
    });
    const reading = read(url, { sign: feedSigner({ caller: 'access', receiver: 'billing', pairSecrets, now }) });
    await until(() => reading.signals.some(({ kind }) => kind === 'lines'));
    expect(verified).toEqual(['access']);
  });
});

describe('a feed that breaks', () => {
  test('is silent for longer than the limit, and not for less', async () => {
    const { url } = await aSource(async (response) => {
      stream(response);
      for (let count = 0; count < 4; count += 1) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        response.write(aHeartbeat());
      }
    });
    const started = performance.now();
    const reading = read(url, { silenceMs: 350 });
    await until(() => reading.causes().length === 1);
    expect(reading.causes()).toEqual(['silent']);
    expect(performance.now() - started).toBeGreaterThan(800 + 350 - 20);
    expect(performance.now() - started).toBeLessThan(800 + 350 + 400);
  });

  test('never answers at all', async () => {
    const { url } = await aSource(() => undefined);
    const reading = read(url, { silenceMs: 100 });
    await until(() => reading.causes().length > 0, 1_000);
    expect(reading.causes()[0]).toBe('silent');
  });

  test('is not silent because its reader is slow', async () => {
    const { url } = await aSource(async (response) => {
      stream(response);
      for (let count = 0; count < 20; count += 1) {
        response.write(aHeartbeat());
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    });
    const stopping = new AbortController();
    const kinds: string[] = [];
    const feed = readFeed({
      url,
      receiver: 'billing',
      types: [READINESS],
      after: () => 'head',
      sign: () => ({}),
      signal: stopping.signal,
      silenceMs: 100,
    });
    for await (const signal of feed) {
      kinds.push(signal.kind);
      if (kinds.length === 3) break;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    expect(kinds).toEqual(['opened', 'lines', 'lines']);
  });

  test('is opened again where the reader is by then', async () => {
    const { url, requests } = await aSource(
      (response) => {
        stream(response, anEvent({ subject: 'a', sequence: '7.1' }));
        setTimeout(() => response.end(), 30);
      },
      (response) => stream(response, anEvent({ subject: 'b', sequence: '7.2' })),
    );
    let position = '7.0';
    const reading = read(url, { after: () => position });
    await until(() => reading.subjects().length === 1);
    position = '7.1';
    await until(() => reading.subjects().length === 2);
    expect(reading.signals.map(({ kind }) => kind)).toEqual(['opened', 'lines', 'broken', 'opened', 'lines']);
    expect(reading.causes()).toEqual(['ended']);
    expect(requests.map((request) => new URL(request.url ?? '', url).searchParams.get('after'))).toEqual([
      '7.0',
      '7.1',
    ]);
  });

  test('is tried again with growing pauses while nobody is there', async () => {
    const reading = read(new URL('http://127.0.0.1:1'), { backoff: { firstMs: 20, mostMs: 80 } });
    await until(() => reading.causes().length === 4);
    const pauses = reading.signals.flatMap((signal) => (signal.kind === 'broken' ? [signal.retryInMs] : []));
    expect(reading.causes()[0]).toBe('unreachable');
    for (const [index, most] of [20, 40, 80, 80].entries()) {
      expect(pauses[index]).toBeGreaterThanOrEqual(most / 2);
      expect(pauses[index]).toBeLessThanOrEqual(most);
    }
  });

  test.each([
    ['refused', 403, 'application/json'],
    ['position_unknown', 410, 'application/json'],
    ['refused', 200, 'text/html'],
  ])('was %s when the answer is %i %s', async (cause, status, type) => {
    const { url } = await aSource((response) => void response.writeHead(status, { 'content-type': type }).end('{}'));
    const reading = read(url);
    await until(() => reading.causes().length > 0);
    expect(reading.causes()[0]).toBe(cause);
    expect(reading.signals.some(({ kind }) => kind === 'opened')).toBe(false);
  });

  test.each([
    'not json\n',
    '[]\n',
    '{}\n',
    '{"event":7}\n',
    anEvent({ sequence: 'x' }),
    anEvent({ type: 7 }),
    anEvent({ specversion: '2.0' }),
    aHeartbeat({ watermark: -1 }),
    aHeartbeat({ watermark: '1x' }),
    aHeartbeat({ at: 'noon' }),
    aHeartbeat({ position: '1' }),
  ])('said what no source of ours says: %j', async (line) => {
    const { url } = await aSource((response) => stream(response, line));
    const reading = read(url);
    await until(() => reading.causes().length > 0);
    expect(reading.causes()[0]).toBe('malformed');
  });

  test('sent a line longer than the limit, and none of just that length', async () => {
    const line = anEvent().trimEnd();
    const { url } = await aSource((response) => {
      stream(response, `${line}\n`);
      setTimeout(() => response.write(`${line} `), 50);
    });
    const reading = read(url, { lineBytesMax: line.length });
    await until(() => reading.causes().length > 0);
    expect([reading.subjects(), reading.causes()[0]]).toEqual([['s'], 'malformed']);
  });
});

describe('what a source may not send', () => {
  test.each([
    ['of a type that nobody asked for', { type: 'billing.entitlements.changed' }],
    ['in another domain’s name', { source: 'urn:bailiwick:identity' }],
  ])('is an event %s: it is dropped, and the stream goes on', async (_name, event) => {
    const { url } = await aSource((response) =>
      stream(response, anEvent({ subject: 'a', ...event }), anEvent({ subject: 'b' })),
    );
    const reading = read(url);
    await until(() => reading.subjects().length > 0);
    expect(reading.subjects()).toEqual(['b']);
    expect(reading.refused).toHaveLength(1);
    expect(reading.causes()).toEqual([]);
  });

  test('is not asked of it either', async () => {
    const foreign = readFeed({
      url: new URL('http://127.0.0.1:1'),
      receiver: 'billing',
      types: ['identity.tenant.changed'],
      after: () => null,
      sign: () => ({}),
      signal: new AbortController().signal,
    });
    await expect(foreign.next()).rejects.toThrow('not the source of identity.tenant.changed');
  });

  test('does not include withdrawals, which several domains publish', async () => {
    const { url } = await aSource((response) => stream(response, anEvent({ type: 'txn_token.withdrawn' })));
    const reading = read(url, { types: ['txn_token.withdrawn'] });
    await until(() => reading.subjects().length === 1);
  });
});

describe('stopping', () => {
  test('ends a standing stream at once, and says nothing more', async () => {
    const { url } = await aSource((response) => stream(response, aHeartbeat()));
    const reading = read(url);
    await until(() => reading.signals.some(({ kind }) => kind === 'lines'));
    const started = performance.now();
    await reading.stop();
    expect(performance.now() - started).toBeLessThan(200);
    expect(reading.causes()).toEqual([]);
  });

  test('ends a pause between two attempts at once', async () => {
    const reading = read(new URL('http://127.0.0.1:1'), { backoff: { firstMs: 60_000, mostMs: 60_000 } });
    await until(() => reading.causes().length === 1);
    await reading.stop();
  });
});
