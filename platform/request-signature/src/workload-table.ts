import type { Profile } from './profile.js';

/** One line of the table: who may call what, where. A path that ends in `*` stands for everything below it. */
export interface CallGrant {
  readonly method: string;
  readonly path: string;
  readonly profile: Exclude<Profile, 'feed'>;
  readonly callers: readonly string[];
  readonly receivers: readonly string[] | 'any';
}

/** Who may read an event type. Its source is the domain that its prefix names, unless `sources` says otherwise. */
export interface EventGrant {
  /** `*.…` stands for every domain's own. */
  readonly type: string;
  readonly sources?: readonly string[];
  readonly consumers: readonly string[];
}

export interface WorkloadTable {
  readonly calls: readonly CallGrant[];
  readonly events: readonly EventGrant[];
}

/** What a workload asks for. `eventTypes` is what `GET /events` names in `types`; null or absent elsewhere. */
export interface Call {
  readonly caller: string;
  readonly receiver: string;
  readonly method: string;
  readonly path: string;
  readonly eventTypes?: readonly string[] | null;
}

export const EVENTS_PATH = '/events';

/**
 * What each workload may call; the receiver checks it before anything else. All that is not here is refused, also with
 * a valid signature. A new consumer of events is one more line, here or through `extendWorkloadTable`.
 */
export const WORKLOAD_TABLE: WorkloadTable = {
  calls: [
    { method: 'POST', path: '/graphql', profile: 'graphql', callers: ['gateway'], receivers: 'any' },
    {
      method: 'POST',
      path: '/token-exchange',
      profile: 'service',
      callers: ['gateway'],
      receivers: ['identity', 'credentials'],
    },
    { method: 'POST', path: '/usage', profile: 'service', callers: ['gateway'], receivers: ['credentials'] },
    {
      method: 'POST',
      path: '/action-uses',
      profile: 'service',
      callers: ['access', 'billing', 'identity'],
      receivers: ['credentials'],
    },
    {
      method: 'POST',
      path: '/access/v1/*',
      profile: 'service',
      callers: ['identity', 'billing', 'credentials'],
      receivers: ['access'],
    },
  ],
  events: [
    { type: 'txn_token.withdrawn', sources: ['identity', 'credentials', 'access'], consumers: ['gateway'] },
    { type: 'identity.tenant.changed', consumers: ['access', 'billing', 'credentials'] },
    { type: 'identity.membership.changed', consumers: ['access', 'billing', 'credentials'] },
    { type: 'identity.platform_setup.changed', consumers: ['access'] },
    { type: 'identity.invitation.accepted', consumers: ['access'] },
    { type: 'billing.readiness.changed', consumers: ['access', 'credentials'] },
    { type: 'billing.entitlements.changed', consumers: ['access', 'credentials'] },
    { type: 'credentials.machine_identity.changed', consumers: ['access'] },
    { type: 'access.role_assignment.changed', consumers: ['credentials'] },
    { type: '*.actions.declared', consumers: ['access'] },
  ],
};

/** The table with further lines, for a domain that this repository does not know. Lines are only ever added. */
export function extendWorkloadTable(table: WorkloadTable, more: Partial<WorkloadTable>): WorkloadTable {
  return { calls: [...table.calls, ...(more.calls ?? [])], events: [...table.events, ...(more.events ?? [])] };
}

/** The profile in which this call must be signed, or null when the table has no line for it. */
export function profileOf(call: Call, table: WorkloadTable = WORKLOAD_TABLE): Profile | null {
  if (call.path === EVENTS_PATH) return mayRead(call, table) ? 'feed' : null;
  return table.calls.find((grant) => covers(grant, call))?.profile ?? null;
}

/** May this workload call that one, there, for these event types? */
export function mayCall(call: Call, table: WorkloadTable = WORKLOAD_TABLE): boolean {
  return profileOf(call, table) !== null;
}

/** Every (caller, receiver) among these workloads that the table lets talk: the pairs that need a secret. */
export function pairsOf(
  workloads: readonly string[],
  table: WorkloadTable = WORKLOAD_TABLE,
): readonly { readonly caller: string; readonly receiver: string }[] {
  const pairs = workloads.flatMap((caller) =>
    workloads.filter((receiver) => receiver !== caller).map((receiver) => ({ caller, receiver })),
  );
  return pairs.filter(({ caller, receiver }) => mayEverCall(caller, receiver, table));
}

function mayEverCall(caller: string, receiver: string, table: WorkloadTable): boolean {
  // The gateway federates, it has no graph or feed of its own to offer.
  if (receiver === 'gateway') return false;
  const calls = table.calls.some((grant) => grant.callers.includes(caller) && isReceiver(grant, receiver));
  return (
    calls ||
    table.events.some(
      (grant) => grant.consumers.includes(caller) && isSource(grant, grant.type.replace('*', receiver), receiver),
    )
  );
}

function mayRead(call: Call, table: WorkloadTable): boolean {
  const types = call.eventTypes ?? [];
  if (call.method !== 'GET' || types.length === 0) return false;
  return types.every((type) =>
    table.events.some((grant) => grant.consumers.includes(call.caller) && isSource(grant, type, call.receiver)),
  );
}

function isSource(grant: EventGrant, type: string, receiver: string): boolean {
  if (grant.type.replace('*', receiver) !== type) return false;
  return grant.sources === undefined ? type.startsWith(`${receiver}.`) : grant.sources.includes(receiver);
}

function covers(grant: CallGrant, call: Call): boolean {
  const path = grant.path.endsWith('*') ? call.path.startsWith(grant.path.slice(0, -1)) : call.path === grant.path;
  return (
    path && call.method === grant.method && grant.callers.includes(call.caller) && isReceiver(grant, call.receiver)
  );
}

function isReceiver(grant: CallGrant, receiver: string): boolean {
  return grant.receivers === 'any' || grant.receivers.includes(receiver);
}
