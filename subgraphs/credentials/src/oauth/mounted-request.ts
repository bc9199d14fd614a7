import { IncomingMessage } from 'node:http';

/**
 * The request once more, as the library is to see it: its body to be read again, and its URL what we say that it is. The
 * client writes `Host`, and an endpoint that believed it would accept proofs and assertions that were made for others.
 */
export function mountedRequest(request: IncomingMessage, body: Buffer, issuer: string): IncomingMessage {
  const { host, protocol } = new URL(issuer);
  const inner = new IncomingMessage(request.socket);
  inner.method = request.method;
  inner.url = request.url;
  inner.httpVersion = request.httpVersion;
  inner.headers = {
    ...request.headers,
    host,
    'x-forwarded-host': host,
    'x-forwarded-proto': protocol.slice(0, -1),
    'content-length': String(body.length),
  };
  delete inner.headers['transfer-encoding'];
  inner.complete = true;
  inner.push(body);
  inner.push(null);
  return inner;
}
