import { request, type Dispatcher } from 'undici';
import { FeedBroken } from './feed-broken.js';
import { MalformedLine, parseLine, type FeedLine } from './feed-line.js';
import type { FeedSigner } from './feed-signer.js';
import { createLineSplitter } from './split-lines.js';

export interface FeedConnection {
  /** The source's origin; the path is `/events`. */
  readonly url: URL;
  readonly types: readonly string[];
  /** A position, `head`, or null for a snapshot first. */
  readonly after: string | null;
  /** The history that a position is a place in. */
  readonly feed: string | null;
  readonly sign: FeedSigner;
  readonly dispatcher: Dispatcher;
  /** Longer without a byte, from the request on, and the stream counts as broken. */
  readonly silenceMs: number;
  readonly lineBytesMax: number;
  readonly signal: AbortSignal;
}

/** One connection's lines, as they come in together. Ends only by throwing `FeedBroken`, or quietly when aborted. */
export async function* openFeed(connection: FeedConnection): AsyncGenerator<readonly FeedLine[], void, undefined> {
  const silence = watchSilence(connection);
  try {
    const response = await answerOf(connection, silence.signal);
    silence.heard();
    // An empty batch: the stream stands, though nothing has been said yet.
    yield [];
    const split = createLineSplitter(connection.lineBytesMax);
    silence.listen();
    for await (const chunk of response.body) {
      // Not while the reader works on what it got: a slow reader is no silence of the source.
      silence.heard();
      const lines = split(chunk as Buffer).map(parseLine); // undici's body yields buffers unless told otherwise
      if (lines.length > 0) yield lines;
      silence.listen();
    }
    throw new FeedBroken('ended', 'the source closed the stream');
  } catch (error) {
    if (connection.signal.aborted) return;
    throw asBroken(silence.signal.aborted ? silence.signal.reason : error);
  } finally {
    silence.close();
  }
}

async function answerOf(connection: FeedConnection, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
  const target = new URL('/events', connection.url);
  target.searchParams.set('types', connection.types.join(','));
  if (connection.after !== null) target.searchParams.set('after', connection.after);
  if (connection.feed !== null) target.searchParams.set('feed', connection.feed);
  const headers = { accept: 'application/x-ndjson', ...connection.sign(target) };
  const response = await request(target, {
    method: 'GET',
    headers,
    dispatcher: connection.dispatcher,
    signal,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  if (response.statusCode === 200 && String(response.headers['content-type']).startsWith('application/x-ndjson'))
    return response;
  await response.body.dump();
  const cause = response.statusCode === 410 ? 'position_unknown' : 'refused';
  throw new FeedBroken(cause, `the source answered ${response.statusCode}, not with a stream`);
}

/** undici's own timers tick once a second: too coarse for a limit of one second. */
function watchSilence({ silenceMs, signal }: FeedConnection) {
  const abort = new AbortController();
  const stop = (): void => {
    abort.abort(signal.reason);
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  const expire = (): void => {
    abort.abort(new FeedBroken('silent', `nothing was heard for ${silenceMs} ms`));
  };
  let timer = setTimeout(expire, silenceMs);
  const heard = (): void => {
    clearTimeout(timer);
  };
  const listen = (): void => {
    clearTimeout(timer);
    timer = setTimeout(expire, silenceMs);
  };
  const close = (): void => {
    heard();
    signal.removeEventListener('abort', stop);
    abort.abort();
  };
  return { signal: abort.signal, heard, listen, close };
}

function asBroken(error: unknown): FeedBroken {
  if (error instanceof FeedBroken) return error;
  if (error instanceof MalformedLine) return new FeedBroken('malformed', error.message);
  return new FeedBroken('unreachable', 'the source is not reachable or broke off', { cause: error });
}
