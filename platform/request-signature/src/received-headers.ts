import { SignatureRefused } from './signature-refused.js';

/**
 * Headers in a form in which a doubled one still shows: node's `rawHeaders`, or its `headersDistinct`. Not `headers`,
 * which joins doubled ones or drops all but the first.
 */
export type ReceivedHeaders = readonly string[] | Readonly<Record<string, readonly string[] | undefined>>;

const OURS = ['signature-input', 'signature', 'content-digest', 'txn-token', 'x-request-id'] as const;
type OurHeader = (typeof OURS)[number];
export type HopHeaders = Readonly<Record<OurHeader, string | null>>;

/** Above what a Txn-Token may have, with room for the request to be refused by the token's own size check instead. */
const VALUE_LIMIT = 8192;

/** The five headers of a hop, each at most once. */
export function hopHeaders(headers: ReceivedHeaders): HopHeaders {
  const found: Record<OurHeader, string | null> = {
    'signature-input': null,
    signature: null,
    'content-digest': null,
    'txn-token': null,
    'x-request-id': null,
  };
  if (isRaw(headers)) {
    for (let index = 0; index + 1 < headers.length; index += 2)
      keep(found, headers[index] ?? '', headers[index + 1] ?? '');
  } else {
    for (const name of Object.keys(headers)) {
      for (const value of headers[name] ?? []) keep(found, name, value);
    }
  }
  return found;
}

function keep(found: Record<OurHeader, string | null>, name: string, value: string): void {
  const header = name.toLowerCase();
  if (!isOurs(header)) return;
  if (found[header] !== null) throw new SignatureRefused('header_repeated');
  if (value.length > VALUE_LIMIT) throw new SignatureRefused('header_too_large');
  found[header] = value;
}

function isOurs(name: string): name is OurHeader {
  const ours: readonly string[] = OURS;
  return ours.includes(name);
}

function isRaw(headers: ReceivedHeaders): headers is readonly string[] {
  return Array.isArray(headers);
}
