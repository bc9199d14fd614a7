import type { Reason } from '@bailiwick/decision';
import { reasons, type CredentialsCode } from '../reasons.js';
import type { CodeOf } from './link-codes.js';
import type { TrustLink } from './trust-link.js';

export const LINK_VERDICTS = ['PASS', 'PASS_WITH_OBLIGATION', 'FAIL', 'NOT_EVALUATED'] as const;
export type LinkVerdict = (typeof LINK_VERDICTS)[number];

/** One link's answer: yes, yes with something that the owner must do soon, or no; the owner's reason, and what it was decided from. */
export interface LinkAnswer {
  readonly link: TrustLink;
  readonly verdict: LinkVerdict;
  readonly reason: Reason;
  readonly evidence: readonly string[];
}

export function isPass({ verdict }: Pick<LinkAnswer, 'verdict'>): boolean {
  return verdict === 'PASS' || verdict === 'PASS_WITH_OBLIGATION';
}

type Details = { readonly facts?: Readonly<Record<string, string | number>>; readonly since?: Date | null };

export function pass(
  link: TrustLink,
  code: CredentialsCode,
  facts: Details['facts'] = {},
  evidence: readonly string[] = [],
): LinkAnswer {
  return { link, verdict: 'PASS', reason: reasons.reason(code, { facts }), evidence };
}

export function fail<Link extends TrustLink>(
  link: Link,
  code: CodeOf<Link>,
  details: Details = {},
  evidence: readonly string[] = [],
): LinkAnswer {
  return { link, verdict: 'FAIL', reason: reasons.reason(code, details), evidence };
}

export function notEvaluated(link: TrustLink, code: CredentialsCode = 'credentials.not_evaluated'): LinkAnswer {
  return { link, verdict: 'NOT_EVALUATED', reason: reasons.reason(code), evidence: [] };
}
