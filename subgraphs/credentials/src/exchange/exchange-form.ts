/** What a gateway asks of the exchange, as RFC 8693 writes it. */
export interface ExchangeForm {
  readonly subjectToken: string;
  /** Id or slug. A request, never evidence. */
  readonly tenant: string | null;
  readonly clientAddress: string | null;
}

const REQUIRED = {
  grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
  requested_token_type: 'urn:ietf:params:oauth:token-type:txn_token',
  subject_token_type: 'urn:bailiwick:token-type:api-key',
} as const;

/** The form, or what is wrong with it. A parameter that comes twice has no meaning (RFC 6749 section 3.2). */
export function readExchangeForm(
  body: Buffer,
  contentType: string | undefined,
  trustDomain: string,
): ExchangeForm | { readonly problem: string } {
  if (!/^application\/x-www-form-urlencoded\b/i.test(contentType ?? ''))
    return { problem: 'Send a form: application/x-www-form-urlencoded.' };
  const form = new URLSearchParams(body.toString('utf8'));
  const twice = [...form.keys()].find((name) => form.getAll(name).length > 1);
  if (twice !== undefined) return { problem: `${twice} comes more than once.` };
  for (const [name, value] of Object.entries({ ...REQUIRED, audience: trustDomain }))
    if (form.get(name) !== value) return { problem: `${name} must be ${value}.` };
  const subjectToken = form.get('subject_token');
  if (subjectToken === null || subjectToken === '') return { problem: 'subject_token is missing.' };
  return {
    subjectToken,
    tenant: emptyAsNull(form.get('tenant')),
    clientAddress: emptyAsNull(form.get('client_address')),
  };
}

function emptyAsNull(value: string | null): string | null {
  return value === '' ? null : value;
}
