import type { Actor } from '@bailiwick/decision';
import type { MachineIdentity, MachineIdentityState, StewardRole } from '../../domain/machine-identity.js';
import { REGISTRY, type Owner } from '../../domain/owner.js';
import { daysAfter } from '../../domain/policy.js';
import type { Dice } from './dice.js';

/** What a tenant's machines are made of: whom they may belong to and where they may run. */
export interface Ground {
  readonly tenantId: string;
  readonly people: readonly [string, ...string[]];
  readonly runtimes: readonly [string, ...string[]];
  readonly now: Date;
}

export interface MadeSteward {
  readonly personId: string;
  readonly role: StewardRole;
}

export interface MadeMachine {
  readonly identity: MachineIdentity;
  readonly stewards: readonly MadeSteward[];
  readonly runtimeIds: readonly string[];
}

const VERBS = ['export', 'sync', 'import', 'report', 'archive', 'notify', 'settle', 'reconcile', 'backup'] as const;
const THINGS = ['invoices', 'orders', 'members', 'usage', 'payroll', 'tickets', 'leads', 'stock', 'ledger'] as const;
const PLACES = ['berlin', 'lagos', 'osaka', 'lima', 'austin', 'oslo', 'pune', 'quito', 'dakar', 'perth'] as const;
const ACTIONS = ['identity.member.read', 'identity.setup.read', 'credentials.machine.read'] as const;
const YEARS = 3;

/** In what state machines are, in a hundred. All that is left is ACTIVE. */
const STATES: readonly (readonly [MachineIdentityState, number])[] = [
  ['DRAFT', 3],
  ['SUSPENDED', 2],
  ['OWNER_GRACE', 1],
  ['ORPHANED', 1],
  ['QUARANTINED', 0.2],
  ['RETIRED', 4],
];

/** The machine at this place of `count`, the oldest first. An agent that owns it is one made before. */
export function makeMachine(
  dice: Dice,
  ground: Ground,
  place: number,
  count: number,
  agentId: string | null,
): MadeMachine {
  const createdAt = daysAfter(ground.now, Math.floor((place / count - 1) * YEARS * 365));
  const stewards = makeStewards(dice, ground);
  const createdBy = personOf(stewards[0]?.personId ?? ground.people[0]);
  const state = stateFrom(dice.roll() * 100);
  const identity: MachineIdentity = {
    id: dice.uuid(),
    tenantId: ground.tenantId,
    name: `${dice.pick(VERBS)}-${dice.pick(THINGS)}-${dice.pick(PLACES)}-${String(place).padStart(6, '0')}`,
    state,
    stateSince: createdAt,
    graceEndsAt: state === 'OWNER_GRACE' ? daysAfter(ground.now, 1 + dice.below(6)) : null,
    responsibility: {
      statement: 'Made by seed:large, to measure how long lists take.',
      actions: [...ACTIONS],
      dataClasses: [],
      declaredBy: createdBy,
      declaredAt: createdAt,
      reviewDueAt: daysAfter(ground.now, dice.below(200) - 10),
      endsAt: null,
    },
    owner: makeOwner(dice, ground, agentId),
    boundary: 'HOME_TENANT_ONLY',
    environment: dice.roll() < 0.8 ? 'live' : 'test',
    createdBy,
    createdAt,
    version: 1,
  };
  return {
    identity,
    stewards,
    runtimeIds: [ground.runtimes[dice.skewed(ground.runtimes.length)] ?? ground.runtimes[0]],
  };
}

export function personOf(id: string): Actor {
  return { kind: 'PERSON', id, label: `Person ${id.slice(0, 4)}` };
}

/** A few people answer for much, most for little. */
function makeStewards(dice: Dice, { people }: Ground): readonly MadeSteward[] {
  const first = dice.skewed(people.length);
  const second = (first + 1 + dice.below(people.length - 1)) % people.length;
  const primary = { personId: people[first] ?? people[0], role: 'PRIMARY' } as const;
  return dice.roll() < 0.6 ? [primary] : [primary, { personId: people[second] ?? people[0], role: 'BACKUP' }];
}

function makeOwner(dice: Dice, { tenantId, runtimes }: Ground, agentId: string | null): Owner {
  const chance = dice.roll();
  if (chance < 0.1 && agentId !== null) return { kind: 'AUTONOMOUS_AGENT', agentId };
  if (chance < 0.2) return { kind: 'RUNTIME', runtimeId: runtimes[dice.below(runtimes.length)] ?? runtimes[0] };
  if (chance < 0.45)
    return {
      kind: 'EXTERNAL_INTEGRATION',
      provider: REGISTRY.providers[dice.below(5)] ?? 'slack',
      onBehalfOf: tenantId,
    };
  return { kind: 'TENANT', tenantId, team: dice.roll() < 0.5 ? `team ${dice.below(40)}` : null };
}

function stateFrom(chance: number): MachineIdentityState {
  let below = 0;
  for (const [state, share] of STATES) {
    below += share;
    if (chance < below) return state;
  }
  return 'ACTIVE';
}
