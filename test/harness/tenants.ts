import { DEVELOPMENT, DEVELOPMENT_AUDIENCE } from '@bailiwick/cli';
import type { Answer, Ask, TestPlatform } from './platform.js';
import { until } from './time.js';

export const OPERATOR = 'olivia@platform.example';
const REASON = 'Opening the account that was agreed with the customer.';

/** A tenant that an operator opened, and the owner who came in. */
export interface OpenedTenant {
  readonly id: string;
  readonly slug: string;
  readonly owner: string;
  readonly ownerId: string;
}

/** Asks again while a part of the platform cannot answer, as a client does: every change carries the key by which a repeat is known. */
export async function askPatiently(platform: TestPlatform, request: Ask): Promise<Answer> {
  const answered = await until(
    () => platform.ask(request),
    ({ status, errors }) => status !== 503 && errors.every(({ extensions }) => extensions?.['code'] !== 'UNAVAILABLE'),
  );
  return answered.value;
}

/** What an operator asks inside a customer's tenant, with the reason that this takes. */
export function asOperator(
  platform: TestPlatform,
  tenant: string,
  query: string,
  input: Record<string, unknown>,
): Promise<Answer> {
  const headers = { 'x-operator-reason': REASON };
  return askPatiently(platform, { query, variables: { input }, as: OPERATOR, tenant, headers });
}

export const CREATE_TENANT = `mutation($input: CreateTenantInput!) {
  createTenant(input: $input) {
    tenantRef { id slug } invitationId invitationToken consistencyToken errors { __typename code message path }
  }
}`;

export const CONNECT = `mutation($input: ConnectIdentityProviderInput!) {
  connectIdentityProvider(input: $input) { identityProvider { id issuer } errors { __typename code message path } }
}`;

export const ACCEPT = `mutation($input: AcceptInvitationInput!) {
  acceptInvitation(input: $input) { tenantRef { id slug } membershipId personId errors { __typename code message path } }
}`;

export const COMPLETE_STEP = `mutation($input: SetupStepInput!) {
  completeSetupStep(input: $input) { tenant { id state platformSetup { ready } } errors { code message } }
}`;

export const CHANGE_STATE = `mutation($input: ChangeTenantStateInput!) {
  changeTenantState(input: $input) { tenant { id } consistencyToken errors { code message } }
}`;

/** The issuer of every development token, as a tenant connects it. */
export function developmentIssuer(platform: TestPlatform): { issuer: string; audience: string; jwksUri: string } {
  return { issuer: DEVELOPMENT, audience: DEVELOPMENT_AUDIENCE, jwksUri: platform.demo.issuer.jwksUri };
}

/** The whole way in: an operator creates the tenant and connects its issuer, and the invited owner accepts. */
export async function openTenant(platform: TestPlatform, slug: string): Promise<OpenedTenant> {
  const owner = `owner@${slug}.example`;
  const input = { slug, name: `${slug} Ltd`, ownerEmail: owner, idempotencyKey: `open-${slug}` };
  const created = await platform.ask({
    query: CREATE_TENANT,
    variables: { input },
    as: OPERATOR,
    tenant: 'platform',
  });
  const { tenantRef, invitationToken: token } = done(created, 'createTenant');
  const provider = { ...developmentIssuer(platform), idempotencyKey: `connect-${slug}` };
  const connected = await until(
    () => asOperator(platform, slug, CONNECT, provider),
    ({ data }) => data?.['connectIdentityProvider'].errors.length === 0,
  );
  done(connected.value, 'connectIdentityProvider');
  const accepted = await platform.ask({
    query: ACCEPT,
    variables: { input: { token, displayName: `The owner of ${slug}`, idempotencyKey: `accept-${slug}` } },
    as: owner,
  });
  const { personId } = done(accepted, 'acceptInvitation');
  await until(
    () => platform.ask({ query: '{ accessState(action: "identity.member.read") { canAccess } }', as: owner }),
    ({ data }) => data?.['accessState']?.canAccess === true,
  );
  return { id: tenantRef.id, slug, owner, ownerId: personId };
}

/** A mutation's payload, if it was carried out. */
export function done(answer: Answer, mutation: string): NonNullable<Answer['data']> {
  const payload = answer.data?.[mutation];
  if (payload === undefined || payload === null || payload.errors.length > 0)
    throw new Error(`${mutation} was not carried out: ${answer.text}`);
  return payload;
}

const INVITE = `mutation($input: InviteMemberInput!) {
  inviteMember(input: $input) { token errors { __typename code message path } }
}`;

/** Invites somebody with one role, and has them accept. Answers the person's id. */
export async function join(platform: TestPlatform, tenant: OpenedTenant, email: string, role: string): Promise<string> {
  const offer = { email, roleIds: [role], idempotencyKey: `invite-${email}` };
  const invited = await platform.ask({ query: INVITE, variables: { input: offer }, as: tenant.owner });
  const { token } = done(invited, 'inviteMember');
  const input = { token, displayName: email, idempotencyKey: `accept-${email}` };
  return done(await platform.ask({ query: ACCEPT, variables: { input }, as: email }), 'acceptInvitation')['personId'];
}
