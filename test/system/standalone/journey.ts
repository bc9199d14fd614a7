import { until } from '../../harness/time.js';
import { change, untilTrue, type Asking } from './ask.js';

export interface Cast {
  readonly ask: Asking;
  readonly operator: string;
  readonly owner: string;
  readonly provider: { readonly issuer: string; readonly audience: string; readonly jwksUri: string };
}

export const SLUG = 'initech';
const REASON = { 'x-operator-reason': 'Opening the tenant that was ordered' };
const ACTIONS = ['billing.account.read', 'identity.tenant.read', 'platform.use'];

export interface PreparedTenant {
  readonly tenantId: string;
  readonly personId: string;
}

/** From nothing to a tenant whose owner is in a trial, with every step done by whoever has to do it. */
export async function prepareTenant({ ask, operator, owner, provider }: Cast): Promise<PreparedTenant> {
  const made = await change(ask, {
    name: 'createTenant',
    input: { slug: SLUG, name: 'Initech', ownerEmail: 'zoe@initech.example' },
    fields: 'tenantRef { id slug } invitationToken',
    token: operator,
    tenant: 'platform',
  });
  const asOperator = { token: operator, tenant: SLUG, headers: REASON };
  await untilTrue(ask, asOperator, 'identity.provider.connect');
  await change(ask, {
    name: 'connectIdentityProvider',
    input: provider,
    fields: 'identityProvider { id }',
    ...asOperator,
  });
  const accepted = await change(ask, {
    name: 'acceptInvitation',
    input: { token: made['invitationToken'], displayName: 'Zoe Zimmer' },
    fields: 'tenantRef { slug } personId',
    token: owner,
  });
  const asOwner = { token: owner, tenant: SLUG };
  await untilTrue(ask, asOwner, 'identity.setup.complete');
  for (const key of ['accept_terms', 'verify_organization'])
    await change(ask, { name: 'completeSetupStep', input: { key }, fields: 'tenant { id state }', ...asOwner });
  await change(ask, { name: 'startTrial', input: { plan: 'business' }, fields: 'account { id }', ...asOwner });
  await untilTrue(ask, asOwner, 'platform.use');
  return { tenantId: made['tenantRef'].id, personId: accepted['personId'] };
}

export interface PreparedMachine {
  readonly machineId: string;
  readonly credentialId: string;
  readonly key: string;
}

/** A machine of the tenant's own, with the role that it needs and a key of its own. */
export async function prepareMachine(
  ask: Asking,
  owner: string,
  { tenantId, personId }: PreparedTenant,
  name = 'ledger',
): Promise<PreparedMachine> {
  const asOwner = { token: owner, tenant: SLUG };
  await untilTrue(ask, asOwner, 'credentials.machine.declare');
  const declared = await change(ask, {
    name: 'declareMachineIdentity',
    input: {
      name,
      responsibility: {
        statement: 'Reads what is billed, for the ledger.',
        actions: ACTIONS,
        dataClasses: ['invoices'],
      },
      owner: { kind: 'TENANT', ref: tenantId },
      environment: 'live',
      stewardIds: [personId],
      runtimeIds: [],
    },
    fields: 'machineIdentity { id version }',
    ...asOwner,
  });
  const { id, version } = declared['machineIdentity'] as { id: string; version: number }; // as asked for
  await change(ask, {
    name: 'activateMachineIdentity',
    input: { id, expectedVersion: version },
    fields: 'machineIdentity { state }',
    ...asOwner,
  });
  await assignMachineRole(ask, asOwner, id);
  const issued = await change(ask, {
    name: 'issueCredential',
    input: {
      machineIdentityId: id,
      name: `${name} key`,
      purpose: 'The nightly run.',
      ceiling: ACTIONS,
      runtimeIds: [],
      expiresInDays: 30,
    },
    fields: 'credential { id } secret',
    ...asOwner,
  });
  return { machineId: id, credentialId: issued['credential'].id, key: issued['secret'] };
}

/** Access learns of a machine by an event, so the first attempt may come too early. */
async function assignMachineRole(
  ask: Asking,
  sender: { token: string; tenant: string },
  subjectId: string,
): Promise<void> {
  const input = { subjectKind: 'MACHINE', subjectId, roleId: 'machine' };
  const attempt = () =>
    change(ask, { name: 'assignRole', input, fields: 'assignment { id }', ...sender }).then(() => '', String);
  await until(attempt, (problem) => problem === '');
}
