import { auditReadAction, type ActionDeclaration, type SystemRole } from '@bailiwick/decision';

const ADMINISTRATORS = ['owner', 'admin'] as const satisfies readonly SystemRole[];
const READERS = ['owner', 'admin', 'auditor', 'machine'] as const satisfies readonly SystemRole[];

/** What the Integrations section's actions have in common: the plan must include `integrations`. */
const INTEGRATIONS = {
  section: 'INTEGRATIONS',
  feature: 'integrations',
  requiredTrust: 'T1_BEARER',
  requiresMfa: false,
  powerReducing: false,
  endsStanding: false,
  duties: [],
} as const;

function reading(name: string, description: string): ActionDeclaration {
  const factors = ['BOUNDARY', 'TRUST', 'BILLING', 'PERMISSION'] as const;
  return {
    ...INTEGRATIONS,
    name,
    description,
    effect: 'READ',
    factors,
    stalenessSeconds: 300,
    systemRoles: READERS,
    duties: ['support'],
  };
}

function writing(name: string, description: string): ActionDeclaration {
  const factors = ['BOUNDARY', 'TRUST', 'PLATFORM', 'BILLING', 'PERMISSION'] as const;
  return {
    ...INTEGRATIONS,
    name,
    description,
    effect: 'WRITE',
    factors,
    stalenessSeconds: 30,
    systemRoles: ADMINISTRATORS,
  };
}

/** What the platform's operators also set up in a customer's tenant, for services that the platform answers for. */
function provisioning(name: string, description: string): ActionDeclaration {
  return { ...writing(name, description), duties: ['tenant-operations'] };
}

/** Taking power away must work for a customer who no longer pays, and while the platform is half set up. */
function takingPower(name: string, description: string): ActionDeclaration {
  const factors = ['BOUNDARY', 'TRUST', 'PERMISSION'] as const;
  return { ...writing(name, description), factors, feature: null, powerReducing: true, duties: ['tenant-operations'] };
}

/** Every action that this domain enforces, as access learns it. */
export const actions: readonly ActionDeclaration[] = [
  reading(
    'credentials.machine.read',
    'See machine identities, runtimes, credentials and trust decisions. Secrets are never shown.',
  ),
  reading('credentials.trust.decide', 'Ask whether a machine would be trusted here, link by link.'),
  writing('credentials.runtime.register', 'Register a place that machines run in.'),
  provisioning('credentials.machine.declare', 'Declare a machine identity: what it answers for, and who owns it.'),
  provisioning('credentials.machine.activate', 'Activate a declared machine identity.'),
  writing('credentials.machine.set_stewards', 'Choose the people who answer for a machine identity.'),
  writing('credentials.credential.issue', 'Issue a credential. Only for actions that the issuer holds.'),
  writing('credentials.credential.resume', 'Resume a suspended credential.'),
  writing('credentials.credential.approve', 'Approve a credential that somebody else asked for.'),
  writing('credentials.credential.rotate', 'Replace the secret of a credential, with both accepted for a while.'),
  writing('credentials.credential.bind', 'Choose the runtimes that a credential may be used from.'),
  writing('credentials.runtime.unlock', 'Trust a locked runtime, or one process of it, again.'),
  writing('credentials.machine.release', 'Ask for a machine identity to be released from quarantine.'),
  writing('credentials.machine.transfer', 'Offer a machine identity to another owner, or accept one.'),
  writing('credentials.machine.resume', 'Resume a suspended machine identity.'),
  writing('credentials.machine.review', 'Say whether a machine identity’s responsibility is still needed.'),
  writing('credentials.policy.update', 'Set the limits of this tenant’s machines.'),
  takingPower('credentials.machine.suspend', 'Suspend a machine identity.'),
  takingPower('credentials.machine.quarantine', 'Put a machine identity into quarantine.'),
  takingPower('credentials.machine.retire', 'Retire a machine identity, with all of its credentials, for ever.'),
  takingPower('credentials.credential.narrow', 'Take actions out of the ceiling of a credential.'),
  takingPower('credentials.runtime.lock', 'Lock a runtime, or one process of it: nothing in it is trusted.'),
  takingPower('credentials.credential.suspend', 'Suspend a credential.'),
  takingPower(
    'credentials.credential.revoke',
    'Revoke a credential, or a machine identity with all of its credentials.',
  ),
  auditReadAction('credentials'),
];
