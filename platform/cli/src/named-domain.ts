import { DEFINITIONS, DOMAIN_NAMES } from './domains.js';

export const NAMES = DOMAIN_NAMES.join(', ');

/** The command line names no domain of ours. */
export class UnknownDomain extends Error {
  override readonly name = 'UnknownDomain';
}

export function domainNamed(name: string | undefined): (typeof DEFINITIONS)[number] {
  const domain = DEFINITIONS.find((each) => each.name === name);
  if (domain === undefined) throw new UnknownDomain(`Say which domain: ${NAMES}.`);
  return domain;
}
