import type { Open } from './answer.js';

const MACHINE = ['machineIdentityId'];

/**
 * What an answer can lack, whatever the rules before it let through: a provider that was taken off the register, a tenant that
 * identity has not told of yet, a row of an older day.
 */
export const OPEN = {
  creator: {
    missing: 'nobody is on record who issues it',
    remedy: 'Issue it as a person or a machine that is known here.',
    path: MACHINE,
  },
  knower: {
    missing: 'it has a secret, and nobody is on record who sees it',
    remedy: 'Issue it as somebody who is shown the secret.',
    path: ['kind'],
  },
  endOfChain: {
    missing: 'the chain of owners does not end at a tenant or the platform',
    remedy: 'Transfer the machine, or the agent above it, to an owner whose chain ends there.',
    path: MACHINE,
  },
  owner: {
    missing: 'an owner in its chain is not known, or has left',
    remedy: 'Transfer the machine to an owner that exists.',
    path: MACHINE,
  },
  steward: {
    missing: 'no active steward answers for it',
    remedy: 'Name an active member as steward of the machine.',
    path: MACHINE,
  },
  tenant: {
    missing: 'its tenant is not known here',
    remedy: 'Wait until identity has told of the tenant, which takes seconds, or ask the platform’s operators.',
    path: MACHINE,
  },
  duty: {
    missing: 'it would act platform-wide, by no duty of the platform',
    remedy: 'Transfer the machine to an owner with a registered duty.',
    path: MACHINE,
  },
  runtime: {
    missing: 'a runtime that it is bound to is not known',
    remedy: 'Bind it to registered runtimes.',
    path: ['runtimeIds'],
  },
  sight: {
    missing: 'a runtime that it is bound to has neither networks nor attestors, so nothing shows who is in it',
    remedy: 'Bind it to runtimes that a network or an attestor shows.',
    path: ['runtimeIds'],
  },
  expiry: {
    missing: 'it has no end after its beginning',
    remedy: 'Give it an expiry.',
    path: ['expiresInDays'],
  },
  issuer: {
    missing: 'nothing says whose keys vouch for the workload',
    remedy: 'Name issuer, audience, subject pattern and key address.',
    path: ['federation'],
  },
  wayOut: {
    missing: 'no way leads from its state to being revoked',
    remedy: 'Issue it in a state that can be revoked.',
    path: MACHINE,
  },
} as const satisfies Record<string, Open>;
