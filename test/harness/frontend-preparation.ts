import { randomUUID } from 'node:crypto';
import { operation } from './operations.js';
import type { Answer, TestPlatform } from './platform.js';
import { OPERATOR } from './tenants.js';
import { until } from './time.js';

export const ANA = 'ana@acme.example';
/** A tenant of its own for what ends one. */
export const LEAVING = 'leaving';
/** Every operation is sent once with everything up, and once more without one domain. */
const SENDINGS = 2;
const [ACME, BEN] = ['a0000000-0000-4000-8000-000000000002', 'b0000000-0000-4000-8000-000000000002'];

/** What must be there before a frontend can ask about it, or change it. */
export interface Prepared {
  readonly decisionId: string;
  readonly requestId: string;
  readonly trustDecisionId: string;
  readonly assignmentId: string;
  readonly draftId: string;
  readonly invitations: readonly { readonly email: string; readonly token: string }[];
}

export async function prepareFrontend(platform: TestPlatform): Promise<Prepared> {
  const send = sender(platform);
  const trust = {
    machineIdentityId: 'c0000000-0000-4000-8000-000000000002',
    actingTenantId: ACME,
    action: 'platform.use',
  };
  const role = { subjectKind: 'PERSON', subjectId: BEN, roleId: 'billing-manager' };
  const prepared = {
    ...(await decide(platform)),
    trustDecisionId: (await send('TrustChain', { input: trust }))['id'],
    assignmentId: (await send('AssignRole', changing(role)))['assignment'].id,
    draftId: (await send('DeclareMachineIdentity', changing(aMachine('draft'))))['machineIdentity'].id,
    invitations: await invite(send),
  };
  const leaving = { slug: LEAVING, name: 'Leaving', ownerEmail: 'owner@leaving.example' };
  await send('CreateTenant', changing(leaving), { as: OPERATOR, tenant: 'platform' });
  return prepared;
}

/** A draft's declaration, as the tenant's own. */
export function aMachine(name: string): object {
  return {
    ...{ name, environment: 'live', stewardIds: ['b0000000-0000-4000-8000-000000000001'], runtimeIds: [] },
    responsibility: { statement: 'Reads what is billed.', actions: ['platform.use'], dataClasses: [] },
    owner: { kind: 'TENANT', ref: ACME },
  };
}

type Send = (
  name: string,
  variables: Record<string, unknown>,
  who?: { readonly as: string; readonly tenant: string },
) => Promise<Payload>;
type Payload = NonNullable<Answer['data']>;

const changing = (input: object) => ({ input: { ...input, idempotencyKey: randomUUID() } });

/** Sends an operation until it is carried out: what one domain was just told, another may hear a moment later. */
function sender(platform: TestPlatform): Send {
  return async (name, variables, who = { as: ANA, tenant: 'acme' }) => {
    const { value } = await until(
      () => platform.ask({ ...operation(name), variables, ...who }),
      ({ data }) => payloadOf(data) !== null,
    );
    return payloadOf(value.data) ?? {};
  };
}

function payloadOf(data: Answer['data']): Payload | null {
  const [payload] = Object.values(data ?? {}) as (Payload | null)[]; // an operation asks for one thing
  return payload?.['errors']?.length > 0 ? null : (payload ?? null);
}

async function decide(platform: TestPlatform): Promise<Pick<Prepared, 'decisionId' | 'requestId'>> {
  const variables = { action: 'platform.use' };
  const { data, headers } = await platform.ask({ ...operation('MayI'), variables, as: ANA, tenant: 'acme' });
  return { decisionId: data?.['accessState'].decisionId, requestId: headers.get('x-request-id') ?? '' };
}

async function invite(send: Send): Promise<Prepared['invitations']> {
  const invitations = [];
  for (let sending = 0; sending < SENDINGS; sending += 1) {
    const email = `joins-${sending}@acme.example`;
    const { token } = await send('InviteMember', changing({ email, roleIds: ['member'] }));
    invitations.push({ email, token });
  }
  return invitations;
}
