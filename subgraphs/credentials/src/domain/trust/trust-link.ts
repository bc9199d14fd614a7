/** The links of the trust chain, in the order in which they are decided. */
export const TRUST_LINKS = [
  'AUTHENTICITY',
  'LIVENESS',
  'RESPONSIBILITY',
  'OWNER',
  'TENANT_BOUNDARY',
  'RUNTIME',
  'DELEGATION',
  'TRUST_LEVEL',
  'PERMISSIONS',
] as const;
export type TrustLink = (typeof TRUST_LINKS)[number];
