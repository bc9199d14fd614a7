import type { TrustedIssuer } from '@bailiwick/transaction-token';

/** Who mints Txn-Tokens, and for whom: identity's keys verify only people, credentials' only machines. */
export const MINTERS = [
  { domain: 'identity', subjectKind: 'person' },
  { domain: 'credentials', subjectKind: 'machine' },
] as const;

export type Minter = (typeof MINTERS)[number]['domain'];

/** `iss` of a minter's tokens. */
export function issuerOf(trustDomain: string, minter: Minter): string {
  return `${trustDomain}:${minter}`;
}

export function isMinter(domain: string): domain is Minter {
  return MINTERS.some((minter) => minter.domain === domain);
}

/** What a receiver trusts: each minter with where its keys are. */
export function trustedIssuers(
  trustDomain: string,
  keys: Readonly<Record<Minter, TrustedIssuer['jwks']>>,
): readonly TrustedIssuer[] {
  return MINTERS.map(({ domain, subjectKind }) => ({
    issuer: issuerOf(trustDomain, domain),
    subjectKind,
    jwks: keys[domain],
  }));
}
