/** A domain's fact or a withdrawal, as the feed carries it: a CloudEvents 1.0 event. */
export interface FeedEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly tenantid: string | null;
  readonly requestid: string | null;
  /** The event's position, `<xid>.<id>`. */
  readonly sequence: string;
  readonly data: unknown;
}

/** All that a feed says. */
export type FeedLine =
  | { readonly kind: 'event'; readonly event: FeedEvent }
  | FeedHeartbeat
  /** All of the snapshot has been sent; what follows is new. */
  | { readonly kind: 'snapshot_complete' };

/** Every transaction below `watermark` has been sent. Continue after `position`. */
export interface FeedHeartbeat {
  readonly kind: 'heartbeat';
  /** The history that positions of this source are places in; null from a build that does not name it. */
  readonly feed: string | null;
  readonly watermark: bigint;
  readonly position: string;
  /** When the source last looked at its outbox, by its own clock. */
  readonly at: Date;
  /** True while the source is still sending a backlog: it is alive, but what was sent is not the present state. */
  readonly behind: boolean;
}

/** A line that no source of ours writes. Never quotes the line: it may hold anything. */
export class MalformedLine extends Error {
  override readonly name = 'MalformedLine';
}

const POSITION = /^\d{1,20}\.\d{1,20}$/;
const DIGITS = /^\d{1,20}$/;

/** Parses one line. Throws `MalformedLine`. */
export function parseLine(text: string): FeedLine {
  const line = record(parseJson(text), 'a line');
  if (line['event'] !== undefined) return { kind: 'event', event: parseEvent(record(line['event'], 'event')) };
  if (line['heartbeat'] !== undefined) return parseHeartbeat(record(line['heartbeat'], 'heartbeat'));
  if (line['snapshot'] !== undefined) return { kind: 'snapshot_complete' };
  throw new MalformedLine('a line is neither event, heartbeat nor snapshot');
}

function parseEvent(event: Readonly<Record<string, unknown>>): FeedEvent {
  if (event['specversion'] !== '1.0') throw new MalformedLine('specversion is not 1.0');
  return {
    specversion: '1.0',
    id: text(event, 'id'),
    source: text(event, 'source'),
    type: text(event, 'type'),
    subject: text(event, 'subject'),
    time: text(event, 'time'),
    tenantid: textOrNull(event, 'tenantid'),
    requestid: textOrNull(event, 'requestid'),
    sequence: text(event, 'sequence', POSITION),
    data: event['data'],
  };
}

function parseHeartbeat(heartbeat: Readonly<Record<string, unknown>>): FeedHeartbeat {
  const at = new Date(text(heartbeat, 'at'));
  if (Number.isNaN(at.getTime())) throw new MalformedLine('at is not a time');
  const watermark = BigInt(text(heartbeat, 'watermark', DIGITS));
  return {
    kind: 'heartbeat',
    feed: textOrNull(heartbeat, 'feed'),
    watermark,
    position: text(heartbeat, 'position', POSITION),
    at,
    behind: heartbeat['behind'] === true,
  };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new MalformedLine('a line is not JSON');
  }
}

function record(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new MalformedLine(`${what} is not an object`);
  return value as Readonly<Record<string, unknown>>; // a plain object, from JSON.parse
}

function text(from: Readonly<Record<string, unknown>>, name: string, pattern?: RegExp): string {
  const value = from[name];
  if (typeof value !== 'string' || value === '' || pattern?.test(value) === false)
    throw new MalformedLine(`${name} is not usable`);
  return value;
}

function textOrNull(from: Readonly<Record<string, unknown>>, name: string): string | null {
  return from[name] === null || from[name] === undefined ? null : text(from, name);
}
