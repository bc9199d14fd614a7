import {
  NOT_YET,
  type Credential,
  type CredentialKind,
  type CredentialState,
  type VersionState,
} from '../../domain/credential.js';
import { daysAfter } from '../../domain/policy.js';
import { referenceFrom } from '../../domain/secret-format.js';
import type { Dice } from './dice.js';
import type { Ground, MadeMachine } from './machines.js';

/** A credential that nobody has the secret of: what is stored as its hash was never made from one. */
export interface MadeCredential {
  readonly credential: Credential;
  readonly knowerIds: readonly string[];
  readonly version: VersionState;
  /** Null for the kinds that are proven by a key or by another issuer. */
  readonly hash: Buffer | null;
  readonly thumbprint: string | null;
}

const KINDS: readonly (readonly [CredentialKind, number])[] = [
  ['CLIENT_SECRET', 15],
  ['PRIVATE_KEY_JWT', 8],
  ['FEDERATED_OIDC', 5],
];
/** Of those whose time is not over, in a hundred. All that is left is ACTIVE. */
const STATES: readonly (readonly [CredentialState, number])[] = [
  ['PENDING_APPROVAL', 0.5],
  ['STAGED', 5],
  ['SUSPENDED', 1],
  ['DORMANT', 3],
  ['REVOKED', 6],
  ['COMPROMISED', 0.2],
];
const DAYS_BACK = 400;
const FEDERATION = {
  issuer: 'https://token.example',
  audience: 'bailiwick',
  subjectPattern: 'repo:example/*',
  jwksUri: 'https://token.example/jwks',
};

export function makeCredential(dice: Dice, ground: Ground, machine: MadeMachine, place: number): MadeCredential {
  const { identity } = machine;
  const age = Math.floor(dice.roll() * DAYS_BACK * 86_400_000);
  const createdAt = new Date(Math.max(identity.createdAt.getTime(), ground.now.getTime() - age));
  const expiresAt = daysAfter(createdAt, dice.pick([365, 365, 365, 180, 90]));
  const kind = from<CredentialKind>(KINDS, dice.roll() * 100, 'API_KEY');
  const state = stateAt(dice, ground.now, expiresAt);
  const used = state !== 'STAGED' && state !== 'PENDING_APPROVAL' && dice.roll() < 0.85;
  const runtimeId = dice.roll() < 0.6 ? machine.runtimeIds[0] : undefined;
  const reference = referenceFrom(dice.bytes(24));
  const credential: Credential = {
    ...NOT_YET,
    id: dice.uuid(),
    tenantId: identity.tenantId,
    machineIdentityId: identity.id,
    name: `${identity.name} key ${String(place + 1)}`,
    purpose: 'Made by seed:large.',
    kind,
    state,
    stateSince: createdAt,
    environment: identity.environment,
    reference,
    hint: `bwk_${identity.environment}_${reference}_…${referenceFrom(dice.bytes(24)).slice(0, 4)}`,
    ceiling: identity.responsibility.actions.slice(0, 1 + dice.below(2)),
    runtimeIds: runtimeId === undefined ? [] : [runtimeId],
    networks: [],
    notBefore: createdAt,
    expiresAt,
    maxUses: null,
    uses: used ? 1 + dice.skewed(10_000) : 0,
    rotateEveryDays: dice.roll() < 0.5 ? 180 : null,
    federation: kind === 'FEDERATED_OIDC' ? FEDERATION : null,
    createdBy: identity.createdBy,
    createdVia: 'seed',
    createdAt,
    lastUsed: used
      ? { at: usedAt(dice, createdAt, ground.now), runtimeId: runtimeId ?? null, address: '203.0.113.7' }
      : null,
    version: 1,
  };
  return { credential, ...proofOf(dice, kind), knowerIds: knowersOf(machine), version: versionOf(state) };
}

function stateAt(dice: Dice, now: Date, expiresAt: Date): CredentialState {
  const state = from<CredentialState>(STATES, dice.roll() * 100, 'ACTIVE');
  return expiresAt <= now && state !== 'REVOKED' && state !== 'COMPROMISED' ? 'EXPIRED' : state;
}

function proofOf(dice: Dice, kind: CredentialKind): Pick<MadeCredential, 'hash' | 'thumbprint'> {
  const isSecret = kind === 'API_KEY' || kind === 'CLIENT_SECRET';
  const isKey = kind === 'PRIVATE_KEY_JWT';
  return { hash: isSecret ? dice.bytes(32) : null, thumbprint: isKey ? dice.bytes(32).toString('base64url') : null };
}

/** Most keys are used daily; some were forgotten long ago. */
function usedAt(dice: Dice, createdAt: Date, now: Date): Date {
  const since = now.getTime() - createdAt.getTime();
  return new Date(now.getTime() - Math.floor(dice.roll() ** 4 * since));
}

function knowersOf({ identity, stewards }: MadeMachine): readonly string[] {
  const second = stewards[1]?.personId;
  return second === undefined ? [identity.createdBy.id] : [identity.createdBy.id, second];
}

function versionOf(state: CredentialState): VersionState {
  if (state === 'REVOKED' || state === 'COMPROMISED') return 'REVOKED';
  return state === 'STAGED' || state === 'PENDING_APPROVAL' ? 'STAGED' : 'ACTIVE';
}

function from<Value>(shares: readonly (readonly [Value, number])[], chance: number, rest: Value): Value {
  let below = 0;
  for (const [value, share] of shares) {
    below += share;
    if (chance < below) return value;
  }
  return rest;
}
