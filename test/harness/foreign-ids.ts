import { randomUUID } from 'node:crypto';
import { ALL_CASES, DOMAIN_CASES } from './domain-cases.js';
import type { TestPlatform } from './platform.js';
import { until } from './time.js';

/** One id of everything that a tenant can have, and what else names something of its own. */
export interface Ids {
  readonly tenant: string;
  readonly person: string;
  readonly membership: string;
  readonly invitation: string;
  readonly identityProvider: string;
  readonly machine: string;
  readonly runtime: string;
  readonly credential: string;
  readonly trustDecision: string;
  /** Of a machine and a credential that are revoked, so that revoking them again changes nothing. */
  readonly revokedMachine: string;
  readonly revokedCredential: string;
  readonly revocation: string;
  /** One that is over, so that ending it again changes nothing. */
  readonly rotation: string;
  /** A bulk operation that is done. */
  readonly bulkOperation: string;
  readonly accessDecision: string;
  readonly roleAssignment: string;
  readonly subscription: string;
  readonly consistencyToken: string;
  /** A request that every domain has decided something for. */
  readonly request: string;
  /** What further domains keep, by the name that their own cases give it. */
  readonly further: Readonly<Record<string, string>>;
}

export type IdName = Exclude<keyof Ids, 'further'>;

/** All of them in one list. */
export function everyId({ further, ...ids }: Ids): Readonly<Record<string, string>> {
  return { ...ids, ...further };
}

/** One of them by a name that stands in a domain's own cases. */
export function idNamed(ids: Ids, name: string): string {
  const id = everyId(ids)[name];
  if (id === undefined)
    throw new Error(`No tenant was filled with a ${name}: see "fill" in the domain’s graph-cases.json.`);
  return id;
}

/** Ids that nobody has. */
export function missingIds(like: Ids): Ids {
  const made = (list: object) => Object.fromEntries(Object.keys(list).map((name) => [name, randomUUID()]));
  return { ...like, ...made(like), further: made(like.further), consistencyToken: 'nobody-ever-made-this' };
}

/** Answers that differ only in which ids were asked about read the same after this. */
export function withoutIds(text: string, ids: Ids): string {
  const named = Object.entries(everyId(ids)).reduce((rest, [name, id]) => rest.replaceAll(id, `<${name}>`), text);
  return named.replace(/("decisionId":"|access decision )[0-9a-f-]{36}/g, '$1<decision>');
}

/** Fills a tenant with one of everything, as its owner. */
export async function fillTenant(platform: TestPlatform, owner: string, tenant: string): Promise<Ids> {
  const ask = asking(platform, owner, tenant);
  const { tenantId, ...whole } = await describe(ask);
  await completeSetup(ask);
  const machines = await declareMachines(ask, tenantId, whole.person);
  const invited = await ask(
    'mutation ($key: ID!) { it: inviteMember(input: { email: "somebody@else.example", roleIds: ["member"], idempotencyKey: $key }) { invitation { id } consistencyToken errors { code message } } }',
  );
  return {
    ...{ tenant: tenantId, ...whole, ...machines, request: await refusedEverywhere(platform, owner, tenant) },
    invitation: invited['invitation'].id,
    consistencyToken: invited['consistencyToken'],
    further: await fillFurther(ask),
  };
}

/** A domain may wait for a fact before it lets anybody make something. */
async function fillFurther(ask: AskFor): Promise<Ids['further']> {
  const filled: Record<string, string> = {};
  for (const [name, { query, path }] of ALL_CASES.flatMap(({ fill }) => Object.entries(fill))) {
    const { value } = await until(
      () => ask(query).catch(() => null),
      (answer) => answer !== null,
    );
    filled[name] = String(path.reduce<unknown>((found, step) => Reflect.get(Object(found), step), value));
  }
  return filled;
}

type AskFor = (query: string, variables?: Record<string, unknown>) => Promise<Record<string, any>>; // eslint-disable-line @typescript-eslint/no-explicit-any -- answers are read by the path that their query shapes

/** Asks for one thing, called `it`, and insists on getting it. */
function asking(platform: TestPlatform, as: string, tenant: string): AskFor {
  return async (query, variables) => {
    const { data, text } = await platform.ask({ as, tenant, query, variables: { key: randomUUID(), ...variables } });
    const it: unknown = data?.['it'];
    if (typeof it !== 'object' || it === null || ('errors' in it && Array.isArray(it.errors) && it.errors.length > 0))
      throw new Error(`${query}\n${text}`);
    return it as Record<string, unknown>; // an object by now
  };
}

/** One document with a mutation for each domain that a rule of that domain refuses; access is asked about them all. */
async function refusedEverywhere(platform: TestPlatform, as: string, tenant: string): Promise<string> {
  const key = randomUUID();
  const query = `mutation ($id: ID!, $key: ID!) {
    identity: completeSetupStep(input: { key: "no_such_step", idempotencyKey: $key }) { errors { code } }
    billing: startTrial(input: { plan: "no-such-plan", idempotencyKey: $key }) { errors { code } }
    credentials: revoke(input: { scope: CREDENTIAL, targetId: $id, reason: CEASED, note: "There is none.", idempotencyKey: $key }) { errors { code } }
    access: revokeRole(input: { assignmentId: $id, idempotencyKey: $key }) { errors { code } }
    ${Object.entries(DOMAIN_CASES)
      .map(([domain, { refused }]) => `${domain}: ${refused}`)
      .join('\n')}
  }`;
  const { data, text, headers } = await platform.ask({ as, tenant, query, variables: { id: randomUUID(), key } });
  for (const [domain, { errors }] of Object.entries<{ errors: readonly { code: string }[] }>(data ?? {}))
    if (errors[0]?.code.startsWith(domain) !== true) throw new Error(`${domain} refused nothing: ${text}`);
  return headers.get('x-request-id') ?? '';
}

async function describe(ask: AskFor) {
  const viewer = await ask(
    '{ it: viewer { tenant { id identityProviders { id } } principal { ... on Person { id membership { id } roleAssignments { id role { id } } } } } }',
  );
  const billing = await ask('{ it: billingAccount { subscription { id } } }');
  const access = await ask('{ it: accessState { decisionId } }');
  return {
    tenantId: String(viewer['tenant'].id),
    identityProvider: String(viewer['tenant'].identityProviders[0].id),
    person: String(viewer['principal'].id),
    membership: String(viewer['principal'].membership.id),
    roleAssignment: String(viewer['principal'].roleAssignments[0].id),
    subscription: String(billing['subscription'].id),
    accessDecision: String(access['decisionId']),
  };
}

async function completeSetup(ask: AskFor): Promise<void> {
  const { platformSetup } = await ask('{ it: tenant { platformSetup { steps { key done byHand required } } } }');
  for (const { key, done, byHand, required } of platformSetup.steps as Record<string, unknown>[]) {
    if (required !== true || done === true || byHand !== true) continue;
    await ask(
      'mutation ($step: String!, $key: ID!) { it: completeSetupStep(input: { key: $step, idempotencyKey: $key }) { errors { code message } } }',
      { step: key },
    );
  }
  await until(
    () => ask('{ it: accessState(action: "credentials.machine.declare") { canAccess reason { message } } }'),
    ({ canAccess }) => canAccess === true,
  );
}

const ACTIONS = ['identity.tenant.read', 'platform.use'];

async function declareMachines(ask: AskFor, tenant: string, steward: string) {
  const registered = await ask(
    'mutation ($key: ID!) { it: registerRuntime(input: { name: "rack", kind: ON_PREM, environment: "live", attestors: [], networks: ["10.0.0.0/8"], idempotencyKey: $key }) { runtime { id } errors { code message } } }',
  );
  const runtime = String(registered['runtime'].id);
  const kept = await declareMachine(ask, 'kept', { tenant, steward, runtime });
  const doomed = await declareMachine(ask, 'doomed', { tenant, steward, runtime });
  const decided = await ask('query ($input: DecideTrustInput!) { it: decideTrust(input: $input) { id } }', {
    input: { credentialId: kept.credential, actingTenantId: tenant, action: 'platform.use' },
  });
  const rotation = await rotate(ask, doomed.credential);
  const bulkOperation = await endKnownTo(ask, doomed.machine);
  await revoke(ask, 'CREDENTIAL', doomed.credential);
  const revocation = await revoke(ask, 'IDENTITY', doomed.machine);
  return {
    ...{ runtime, machine: kept.machine, credential: kept.credential, trustDecision: String(decided['id']) },
    ...{ revokedMachine: doomed.machine, revokedCredential: doomed.credential, revocation, rotation, bulkOperation },
  };
}

interface Around {
  readonly tenant: string;
  readonly steward: string;
  readonly runtime: string;
}

async function declareMachine(ask: AskFor, name: string, { tenant, steward, runtime }: Around) {
  const declared = await ask(
    'mutation ($input: DeclareMachineIdentityInput!) { it: declareMachineIdentity(input: $input) { machineIdentity { id version } errors { code message } } }',
    {
      input: {
        ...{ name, environment: 'live', stewardIds: [steward], runtimeIds: [runtime], idempotencyKey: randomUUID() },
        responsibility: { statement: 'Does what this test needs a machine for.', actions: ACTIONS, dataClasses: [] },
        owner: { kind: 'TENANT', ref: tenant },
      },
    },
  );
  const { id, version } = declared['machineIdentity'] as { id: string; version: number }; // as the query asks
  await ask(
    'mutation ($id: ID!, $version: Int!, $key: ID!) { it: activateMachineIdentity(input: { id: $id, expectedVersion: $version, idempotencyKey: $key }) { errors { code message } } }',
    { id, version },
  );
  const issued = await ask(
    'mutation ($input: IssueCredentialInput!) { it: issueCredential(input: $input) { credential { id } errors { code message } } }',
    {
      input: {
        ...{ machineIdentityId: id, name: `${name} key`, purpose: 'It is asked about by strangers.', ceiling: ACTIONS },
        ...{ runtimeIds: [runtime], expiresInDays: 30, idempotencyKey: randomUUID() },
      },
    },
  );
  return { machine: id, credential: String(issued['credential'].id) };
}

async function revoke(ask: AskFor, scope: string, targetId: string): Promise<string> {
  const input = { scope, targetId, reason: 'CEASED', note: 'It is not needed any more.', idempotencyKey: randomUUID() };
  const revoked = await ask(
    'mutation ($input: RevokeInput!) { it: revoke(input: $input) { revocation { id } errors { code message } } }',
    { input },
  );
  return String(revoked['revocation'].id);
}

async function rotate(ask: AskFor, credentialId: string): Promise<string> {
  const begun = await ask(
    'mutation ($input: BeginRotationInput!) { it: beginRotation(input: $input) { rotation { id } errors { code message } } }',
    { input: { credentialId, overlapHours: 0, idempotencyKey: randomUUID() } },
  );
  return String(begun['rotation'].id);
}

/** A bulk operation on what is revoked next anyway. */
async function endKnownTo(ask: AskFor, machineIdentityId: string): Promise<string> {
  const input = { filter: { machineIdentityId }, overlapHours: 1, dryRun: false, idempotencyKey: randomUUID() };
  const rotated = await ask(
    'mutation ($input: BulkRotateInput!) { it: bulkRotate(input: $input) { operation { id } errors { code message } } }',
    { input },
  );
  return String(rotated['operation'].id);
}
