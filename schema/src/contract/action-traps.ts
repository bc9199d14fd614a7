import type { Action } from './words.js';

/** What an action's name starts its last word with when it only takes power away or gets one's data out. */
export const REDUCING_VERBS: readonly string[] = [
  ...['revoke', 'suspend', 'lock', 'kill', 'remove', 'sign_out', 'withdraw', 'pause', 'export', 'cancel'],
];

/**
 * The traps that would lock a customer in, told independently of the rule by which access takes a catalogue: nothing of a
 * domain waits for that same domain's verdict, nothing needed for set-up waits for set-up, and what takes power away
 * waits for nothing.
 */
export function trapsOf(domain: string, action: Action): readonly string[] {
  const { name, factors, feature, powerReducing, section } = action;
  const waits = factors.includes('BILLING') || factors.includes('PLATFORM') || feature !== null;
  const verb = name.split('.').at(-1) ?? '';
  return [
    ...(factors.includes(domain.toUpperCase())
      ? [`${name} waits for ${domain}, which is what it would put in order`]
      : []),
    ...(section === 'PLATFORM_SETUP' && factors.includes('PLATFORM') ? [`${name} needs what it sets up`] : []),
    ...(powerReducing && waits ? [`${name} takes power away, and waits for billing or set-up`] : []),
    ...(!powerReducing && REDUCING_VERBS.some((each) => verb.startsWith(each))
      ? [`${name} says that it takes power away, and is not marked so`]
      : []),
  ];
}
