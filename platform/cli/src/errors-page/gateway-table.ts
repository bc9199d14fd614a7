import { EXCHANGE, FIELD, HTTP, OPERATION, type FieldError, type HttpAnswer, type Next } from '@bailiwick/gateway';
import { anchor, table } from './blocks.js';

const NEXT: Readonly<Record<Next, string>> = {
  change: 'send something else',
  tenant: '[name a tenant](#which-tenant)',
  'sign-in': '[sign in again](#when-to-sign-in-again), or use another credential',
  ask: '[show the reason and its remedy](#what-to-show)',
  again: '[send it again](#when-to-send-it-again), later',
  report: '[report it](#what-to-log-and-where-to-look) with the request id',
};

interface Line {
  readonly code: string;
  readonly status: number;
  readonly where: string;
  readonly when: string;
  readonly next: Next;
}

/** Everything that the gateway itself says, by code. */
export function gatewayTable(): string {
  const http: readonly HttpAnswer[] = [...Object.values(HTTP), ...Object.values(EXCHANGE), ...Object.values(OPERATION)];
  const lines = [...http.map(ofRequest), ...Object.values<FieldError>(FIELD).map(ofField)];
  const sorted = lines.sort(
    (a, b) => a.code.localeCompare(b.code) || a.status - b.status || a.when.localeCompare(b.when),
  );
  const rows = sorted.map(({ code, where, when, next }, index) => {
    const isFirst = sorted[index - 1]?.code !== code;
    return [`${isFirst ? anchor(code.toLowerCase()) : ''}\`${code}\``, where, when, NEXT[next]];
  });
  return table(['`extensions.code`', 'HTTP', 'when', 'what to do'], rows);
}

function ofRequest({ status, code, when, next, challenge, retryAfter }: HttpAnswer): Line {
  const error = challenge === undefined || challenge === 'none' ? '' : `, \`error="${challenge}"\``;
  const where = `${String(status)}${challenge === undefined ? '' : ' + `WWW-Authenticate`'}${error}`;
  return { code, status, where: retryAfter === true ? `${where} + \`Retry-After\`` : where, when, next };
}

function ofField({ code, when, next }: FieldError): Line {
  return { code, status: 200, where: '200, at the `path` of a field', when, next };
}
