import fc from 'fast-check';
import { OWNER_KINDS } from '../../src/domain/owner.js';
import { inOrder, operation, pick, which, type Weighted } from './operation.js';
import { attempt, BILLING, personOf, type Run } from './run.js';
import type { IdentityRow } from './rows.js';

const people = fc.subarray([0, 1, 2, 3], { minLength: 1 });
const owner = fc.record({ kind: fc.constantFrom(...OWNER_KINDS), ref: which, registered: fc.nat(9) });
type OwnerArgs = typeof owner extends fc.Arbitrary<infer Value> ? Value : never;

const named = (run: Run, indexes: readonly number[]) => indexes.map((index) => run.people[index] ?? '');
const identities = (run: Run): readonly IdentityRow[] => inOrder(run.machines, run.rows.machine_identity);
const stewardsOf = (run: Run, id: string) =>
  run.rows.steward.filter((row) => row.machine_identity_id === id).map((row) => row.person_id);

/** Of any kind; now and then by a duty that nobody has registered. */
function ownerOf(run: Run, { kind, ref, registered }: OwnerArgs): object {
  const duty = registered === 0 ? 'whatever-it-takes' : 'support';
  switch (kind) {
    case 'TENANT':
      return { kind, ref: registered === 0 ? run.other.tenantId : run.world.tenantId };
    case 'PLATFORM':
      return { kind, ref: duty };
    case 'INTERNAL_SERVICE':
      return { kind, ref: 'invoice-sync', duty };
    case 'EXTERNAL_INTEGRATION':
      return { kind, ref: 'hubspot' };
    case 'RUNTIME':
      return { kind, ref: pick(run.runtimes, ref) ?? run.world.tenantId };
    case 'AUTONOMOUS_AGENT':
      return { kind, ref: pick(identities(run), ref, ({ state }) => state === 'ACTIVE')?.id ?? run.world.tenantId };
  }
}

const declare = operation(
  'declare',
  fc.record({
    owner,
    boundary: fc.constantFrom('HOME_TENANT_ONLY', 'GRANTED_TENANTS', 'PLATFORM_WIDE'),
    stewards: people,
    actions: fc.subarray([...BILLING], { minLength: 1 }),
    isElsewhere: fc.nat(6),
    endsInDays: fc.constantFrom(null, null, 6),
  }),
  (run, { owner: by, boundary, stewards, actions, isElsewhere, endsInDays }) => {
    const endsAt = endsInDays === null ? null : new Date(run.world.now.getTime() + endsInDays * 86_400_000);
    const otherEnvironment = run.environment === 'live' ? 'test' : 'live';
    return attempt(run, 'declareMachineIdentity', {
      name: `machine ${run.machines.length}`,
      responsibility: { statement: 'Sends invoices.', actions, dataClasses: [], endsAt },
      owner: ownerOf(run, by),
      boundary,
      environment: isElsewhere === 0 ? otherEnvironment : run.environment,
      stewardIds: named(run, stewards),
      runtimeIds: [],
    });
  },
  4,
);

const transfer = operation('transfer', fc.record({ which, owner }), (run, args) =>
  onIdentity(run, 'transferOwnership', pick(identities(run), args.which), {
    owner: ownerOf(run, args.owner),
    reason: 'The team moved.',
  }),
);

/** Mostly by somebody who answers for it: a steward of the machine, or of the agent that is to own it. */
const accept = operation(
  'accept',
  fc.record({ which, who: which }),
  (run, args) => {
    const waits = ({ state, pending_owner: pending }: IdentityRow) => pending !== null || state === 'OWNER_GRACE';
    const machine = pick(identities(run), args.which, waits);
    const agent = (machine?.pending_owner as { owner?: { agentId?: string } } | null)?.owner?.agentId;
    const answering = stewardsOf(run, agent ?? machine?.id ?? '');
    const person = pick(run.people, args.who, (each) => answering.includes(each));
    return onIdentity(run, 'acceptOwnership', machine, {}, run.people.indexOf(person ?? ''));
  },
  4,
);

/** Offered and accepted in one go, mostly to an agent: so chains grow, from whichever end. */
const handOver = operation(
  'handOver',
  fc.record({ which, to: which, who: which }),
  async (run, args) => {
    const machine = pick(identities(run), args.which, ({ state }) => state === 'ACTIVE');
    const agent = pick(identities(run), args.to, ({ id, state }) => id !== machine?.id && state === 'ACTIVE');
    if (machine === null || agent === null) return false;
    const offer = { owner: { kind: 'AUTONOMOUS_AGENT', ref: agent.id }, reason: 'The team moved.' };
    if (!(await onIdentity(run, 'transferOwnership', machine, offer))) return false;
    const answering = stewardsOf(run, agent.id);
    const person = pick(run.people, args.who, (each) => answering.includes(each));
    const offered = { ...machine, version: machine.version + 1 };
    return onIdentity(run, 'acceptOwnership', offered, {}, run.people.indexOf(person ?? ''));
  },
  4,
);

const setStewards = operation('setStewards', fc.record({ which, people }), (run, args) =>
  onIdentity(
    run,
    'setStewards',
    pick(identities(run), args.which, ({ state }) => state === 'OWNER_GRACE' || state === 'ORPHANED'),
    {
      stewards: named(run, args.people).map((personId, at) => ({ personId, role: at === 0 ? 'PRIMARY' : 'BACKUP' })),
    },
  ),
);

const release = operation(
  'release',
  fc.record({ which, who: which }),
  (run, args) => {
    const machine = pick(identities(run), args.which, ({ state }) => state === 'QUARANTINED');
    const answering = stewardsOf(run, machine?.id ?? '');
    const person = pick(run.people, args.who, (each) => answering.includes(each));
    return onIdentity(
      run,
      'releaseMachineIdentity',
      machine,
      { reason: 'All clear.' },
      run.people.indexOf(person ?? ''),
    );
  },
  3,
);

const review = operation('review', fc.record({ which, no: fc.nat(7) }), (run, args) =>
  onIdentity(run, 'reviewResponsibility', pick(identities(run), args.which), {
    stillNeeded: args.no !== 0,
    note: 'Looked at it.',
  }),
);

const move = (kind: string, mutation: Parameters<typeof attempt>[1], from: readonly string[], weight = 2): Weighted =>
  operation(
    kind,
    which,
    (run, index) =>
      onIdentity(
        run,
        mutation,
        pick(identities(run), index, ({ state }) => from.includes(state)),
        {
          ...(mutation !== 'activateMachineIdentity' && { reason: 'A doubt.' }),
        },
      ),
    weight,
  );

async function onIdentity(
  run: Run,
  mutation: Parameters<typeof attempt>[1],
  machine: IdentityRow | null,
  input: object,
  who = 0,
): Promise<boolean> {
  if (machine === null) return false;
  return attempt(run, mutation, { id: machine.id, expectedVersion: machine.version, ...input }, personOf(run, who));
}

export const identityOperations: readonly Weighted[] = [
  ...[declare, transfer, accept, handOver, setStewards, release, review],
  move('activate', 'activateMachineIdentity', ['DRAFT'], 5),
  move('suspendMachine', 'suspendMachineIdentity', ['ACTIVE', 'OWNER_GRACE'], 1),
  move('resumeMachine', 'resumeMachineIdentity', ['SUSPENDED'], 3),
  move('quarantine', 'quarantineMachineIdentity', ['ACTIVE'], 1),
  move('retire', 'retireMachineIdentity', ['ORPHANED', 'QUARANTINED'], 1),
];
