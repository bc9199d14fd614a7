import type { IncomingMessage } from 'node:http';
import { errorAnswer, type Answer } from './answer.js';
import { HTTP } from './http-answers.js';

export type Body = { readonly json: unknown } | { readonly answer: Answer };

/** The body as JSON, or what is wrong with it. Stops reading at the limit: memory is spent before anyone is believed. */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<Body> {
  if (request.method !== 'POST') return { json: undefined };
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json')
    return { answer: errorAnswer(HTTP.notJson, "Send the operation as JSON: 'Content-Type: application/json'.") };
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity')
    return { answer: errorAnswer(HTTP.notJson, 'Send the body uncompressed.') };
  const bytes = await collect(request, bytesMax);
  if (bytes === null) return { answer: tooLarge(bytesMax) };
  try {
    return { json: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) };
  } catch {
    return {
      answer: errorAnswer(
        HTTP.malformedBody,
        'The body is not valid JSON in UTF-8. Send an object such as {"query": "{ __typename }"}.',
      ),
    };
  }
}

/** What is still on its way is not read: the connection is closed with the answer. */
function tooLarge(bytesMax: number): Answer {
  return errorAnswer(
    HTTP.bodyTooLarge,
    `The body is larger than ${String(bytesMax)} bytes. Send less in one request; put long lists into variables of several.`,
    { headers: { connection: 'close' } },
  );
}

async function collect(request: IncomingMessage, bytesMax: number): Promise<Buffer | null> {
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bytesMax) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
