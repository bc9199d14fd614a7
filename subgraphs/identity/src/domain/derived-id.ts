import { createHash } from 'node:crypto';

/**
 * The new tenant's id follows from who creates it and under which idempotency key, so that a repeat runs in the same
 * tenant and finds its first answer there. Shaped as a version 8 UUID (RFC 9562, section 5.8).
 */
export function newTenantId(operatorId: string, idempotencyKey: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify(['createTenant', operatorId, idempotencyKey]))
    .digest('hex');
  const variant = ((Number.parseInt(hash.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `${variant}${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
}

/** What stands for (issuer, subject) everywhere: the link, and the name of a subject that nobody knows yet. */
export function subjectHash(issuer: string, subject: string): string {
  return createHash('sha256')
    .update(JSON.stringify([issuer, subject]))
    .digest('base64url');
}

/**
 * Names exactly whose keys vouched for a token. Two tenants may connect the same issuer and audience with different
 * keys; a token that one's keys sign must not count for the other.
 */
export function connectionFingerprint(provider: {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUri: string;
}): string {
  return createHash('sha256')
    .update(JSON.stringify([provider.issuer, provider.audience, provider.jwksUri]))
    .digest('base64url');
}
