import { describe, expect, test } from 'vitest';
import type { PickerPrincipal } from '../src/picker.js';
import { actingAs, NOBODY, type Acting } from './acting.js';
import { send, type Exchange, type GraphQLRequest } from './send.js';

const ana: PickerPrincipal = {
  kind: 'PERSON',
  id: 'ana@acme.example',
  name: 'Ana',
  memberships: [{ tenant: 'acme', as: 'owner' }],
  about: null,
};
const ASK: GraphQLRequest = { query: '{ viewer { authenticatedBy } }' };

interface Sent {
  readonly url: string;
  readonly body: unknown;
  readonly headers: Headers;
}

function aGateway(answers: readonly Response[], acting: Acting = actingAs(NOBODY, ana)) {
  const sent: Sent[] = [];
  const recorded: Exchange[] = [];
  const parts = {
    acting: () => acting,
    credentials: { of: (_: unknown, renew = false) => Promise.resolve(renew ? 'new' : 'kept') },
    fetch: (url: string, { headers, body }: RequestInit) => {
      sent.push({ url, headers: new Headers(headers), body: JSON.parse(body as string) }); // send writes text
      const answer = answers[sent.length - 1];
      return answer === undefined ? Promise.reject(new Error('connection refused')) : Promise.resolve(answer);
    },
    nowMs: () => 0,
    record: (exchange: Exchange) => void recorded.push(exchange),
  };
  return { sent, recorded, send: (headers = {}, request = ASK) => send(parts, request, headers) };
}

const answer = (body: unknown, status = 200): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'x-request-id': 'r1' } });
const REFUSED = { errors: [{ message: 'Expired.', extensions: { code: 'UNAUTHENTICATED' } }] };

describe('an operation', () => {
  test('is sent to this origin, as whoever is chosen', async () => {
    const gateway = aGateway([answer({ data: {} })]);
    expect(await gateway.send()).toEqual({ data: {} });
    expect(gateway.sent[0]?.url).toBe('/graphql');
    expect(gateway.sent[0]?.headers.get('authorization')).toBe('Bearer kept');
    expect(gateway.sent[0]?.headers.get('x-tenant')).toBe('acme');
  });

  test.each([
    ['Home', 'Home'],
    ['Billing', undefined],
    ['Hom', undefined],
  ])('called %s is sent by the name that its document has: %s', async (operationName, sent) => {
    const gateway = aGateway([answer({ data: {} })]);
    await gateway.send({}, { query: 'query Home($a: ID) { viewer { authenticatedBy } }', operationName });
    expect(gateway.sent[0]?.body).toEqual({ query: expect.anything() as string, ...(sent && { operationName: sent }) });
  });

  test('lets the Headers tab win', async () => {
    const gateway = aGateway([answer({ data: {} })]);
    await gateway.send({ 'X-Tenant': 'globex', Authorization: 'Bearer mine' });
    expect(gateway.sent[0]?.headers.get('x-tenant')).toBe('globex');
    expect(gateway.sent[0]?.headers.get('authorization')).toBe('Bearer mine');
  });

  test('that the gateway does not authenticate is sent once more with a new credential', async () => {
    const gateway = aGateway([answer(REFUSED, 401), answer({ data: {} })]);
    await gateway.send();
    expect(gateway.sent.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer kept', 'Bearer new']);
  });

  test('is not sent a third time', async () => {
    const gateway = aGateway([answer(REFUSED, 401), answer(REFUSED, 401), answer({ data: {} })]);
    await gateway.send();
    expect([gateway.sent.length, gateway.recorded[0]?.status]).toEqual([2, 401]);
  });

  test('with a credential of one’s own is not sent again: there is no other', async () => {
    const gateway = aGateway([answer(REFUSED, 401)], { ...NOBODY, ownCredential: 'mine' });
    await gateway.send();
    expect(gateway.sent.length).toBe(1);
  });

  test('without any credential is not sent at all, and says so', async () => {
    const gateway = aGateway([], NOBODY);
    expect(JSON.stringify(await gateway.send())).toContain('Paste one');
    expect(gateway.sent).toEqual([]);
  });

  test('is told with status, request id and reasons', async () => {
    const gateway = aGateway([answer(REFUSED, 403)]);
    await gateway.send();
    expect(gateway.recorded).toMatchObject([{ status: 403, requestId: 'r1', explained: [{ message: 'Expired.' }] }]);
  });

  test('that reaches nobody says so instead of failing', async () => {
    const gateway = aGateway([]);
    expect(JSON.stringify(await gateway.send())).toContain('connection refused');
    expect(gateway.recorded).toMatchObject([{ status: null, requestId: null }]);
  });

  test('that is answered by something else than a gateway says so', async () => {
    const gateway = aGateway([new Response('<html>', { status: 502 })]);
    expect(JSON.stringify(await gateway.send())).toContain('HTTP 502');
  });

  test('that only asks for the schema is not told, unless it was refused', async () => {
    const schema = { query: 'query IntrospectionQuery { __schema }', operationName: 'IntrospectionQuery' };
    const fine = aGateway([answer({ data: {} })]);
    await fine.send({}, schema);
    const refused = aGateway([answer(REFUSED, 403)]);
    await refused.send({}, schema);
    expect([fine.recorded.length, refused.recorded.length]).toEqual([0, 1]);
  });
});
