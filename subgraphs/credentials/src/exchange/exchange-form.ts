import type { CarriedProof } from './check-dpop.js';

/** What a gateway asks of the exchange, as RFC 8693 writes it. */
export interface ExchangeForm {
  readonly subjectToken: string;
  readonly subject: 'API_KEY' | 'ACCESS_TOKEN';
  /** A DPoP proof that came along, with what it must name. */
  readonly proof: CarriedProof | null;
  /** Id or slug. A request, never evidence. */
  readonly tenant: string | null;
  readonly clientAddress: string | null;
}

const REQUIRED = {
  grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
  requested_token_type: 'urn:ietf:params:oauth:token-type:txn_token',
} as const;

const SUBJECTS: Readonly<Record<string, ExchangeForm['subject']>> = {
  'urn:bailiwick:token-type:api-key': 'API_KEY',
  'urn:ietf:params:oauth:token-type:access_token': 'ACCESS_TOKEN',
};

type Problem = { readonly problem: string };

/** The form, or what is wrong with it. A parameter that comes twice has no meaning (RFC 6749 section 3.2). */
export function readExchangeForm(
  body: Buffer,
  contentType: string | undefined,
  trustDomain: string,
): ExchangeForm | Problem {
  if (!/^application\/x-www-form-urlencoded\b/i.test(contentType ?? ''))
    return { problem: 'Send a form: application/x-www-form-urlencoded.' };
  const form = new URLSearchParams(body.toString('utf8'));
  const twice = [...form.keys()].find((name) => form.getAll(name).length > 1);
  if (twice !== undefined) return { problem: `${twice} comes more than once.` };
  for (const [name, value] of Object.entries({ ...REQUIRED, audience: trustDomain }))
    if (form.get(name) !== value) return { problem: `${name} must be ${value}.` };
  const subject = SUBJECTS[form.get('subject_token_type') ?? ''];
  if (subject === undefined)
    return { problem: `subject_token_type must be one of ${Object.keys(SUBJECTS).join(', ')}.` };
  const subjectToken = form.get('subject_token');
  if (subjectToken === null || subjectToken === '') return { problem: 'subject_token is missing.' };
  const proof = readProof(form);
  if (proof !== null && 'problem' in proof) return proof;
  return {
    subjectToken,
    subject,
    proof,
    tenant: emptyAsNull(form.get('tenant')),
    clientAddress: emptyAsNull(form.get('client_address')),
  };
}

function readProof(form: URLSearchParams): CarriedProof | Problem | null {
  const [proof, method, url] = ['dpop_proof', 'http_method', 'http_url'].map((name) => emptyAsNull(form.get(name)));
  if (proof === null || proof === undefined) return null;
  if (!method || !url) return { problem: 'dpop_proof needs http_method and http_url, which it must name.' };
  return { proof, method, url };
}

function emptyAsNull(value: string | null): string | null {
  return value === '' ? null : value;
}
