import type { Insertable, TenantTransaction } from '@bailiwick/database';
import { concludeChain, type ChainAnswer } from '../../domain/trust/chain.js';
import { fail, pass } from '../../domain/trust/link.js';
import { TRUST_LINKS } from '../../domain/trust/trust-link.js';
import { insertMany } from '../../store/insert-many.js';
import type { CredentialsTables } from '../../store/tables.js';
import type { MadeCredential } from './credentials.js';
import type { Dice } from './dice.js';
import type { Ground, MadeMachine } from './machines.js';

type RowOf<Name extends keyof CredentialsTables> = Insertable<CredentialsTables[Name]>;

/** One presentation of a credential: what was decided, and what is kept of it where it was allowed. */
interface MadeUse {
  readonly decision: RowOf<'trust_decision'>;
  readonly exchange: RowOf<'exchange'> | null;
  readonly minute: RowOf<'usage_minute'> | null;
  readonly token: RowOf<'access_token'> | null;
}

const DAYS_BACK = 60;
const NOWHERE = '00000000-0000-0000-0000-000000000000';
const ADDRESS = '203.0.113.7';
const ALLOWED = concludeChain(TRUST_LINKS.map((link) => pass(link, 'credentials.trusted')));
const DENIED: readonly [ChainAnswer, ...ChainAnswer[]] = [
  denied(fail('LIVENESS', 'credentials.expired', { facts: { expiresAt: 'long ago' } })),
  denied(fail('RUNTIME', 'credentials.network_not_allowed')),
  denied(fail('AUTHENTICITY', 'credentials.secret_mismatch')),
];
const WEAKEST = { name: 'proof', level: 'T1_BEARER', because: 'Whoever has the secret can present it.' } as const;
const TRUST = { level: WEAKEST.level, factors: [WEAKEST], cappedBy: WEAKEST, raiseBy: [] };

/** Each of these credentials was presented once lately. */
export async function insertUses(
  tx: TenantTransaction<CredentialsTables>,
  dice: Dice,
  ground: Ground,
  presented: readonly MadeCredential[],
): Promise<void> {
  const uses = presented.map((each) => makeUse(dice, ground, each));
  await insertMany(
    tx,
    'trust_decision',
    uses.map(({ decision }) => decision),
  );
  await insertMany(
    tx,
    'exchange',
    uses.flatMap(({ exchange }) => exchange ?? []),
  );
  await insertMany(
    tx,
    'usage_minute',
    uses.flatMap(({ minute }) => minute ?? []),
  );
  await insertMany(
    tx,
    'access_token',
    uses.flatMap(({ token }) => token ?? []),
  );
}

/** One in ten was refused, one in twenty only simulated. */
function makeUse(dice: Dice, ground: Ground, { credential }: MadeCredential): MadeUse {
  const answer = dice.roll() < 0.1 ? dice.pick(DENIED) : ALLOWED;
  const simulated = dice.roll() < 0.05;
  const at = new Date(ground.now.getTime() - Math.floor(dice.roll() * DAYS_BACK * 86_400_000));
  const [runtimeId = null] = credential.runtimeIds;
  const where = { address: ADDRESS, runtime_id: runtimeId ?? NOWHERE };
  const isExchange = answer.effect !== 'DENY' && !simulated;
  const [id, txn] = [dice.uuid(), isExchange ? dice.uuid() : null];
  const request = { at, request_id: dice.uuid() };
  const decision: RowOf<'trust_decision'> = {
    ...{ ...answer, id, ...request, txn, simulated, reason_code: answer.reason.code, obligations: [], trust: TRUST },
    ...{ required_trust: WEAKEST.level, machine_identity_id: credential.machineIdentityId, acting_tenant: null },
    ...{ credential_id: credential.id, action: null, epoch: 0, address: ADDRESS, runtime_id: runtimeId },
    actors: [{ kind: 'MACHINE', id: credential.machineIdentityId, label: credential.name }],
  };
  if (txn === null) return { decision, exchange: null, minute: null, token: null };
  const version = { credential_id: credential.id, version_number: 1 };
  const exchange = { ...version, ...where, ...request, txn, decision_id: id };
  const counted = { count: 1 + dice.skewed(50), logged: '0', closes_at: null, last_at: at };
  const minute: RowOf<'usage_minute'> = {
    ...{ ...version, ...where, ...counted, minute: new Date(Math.floor(at.getTime() / 60_000) * 60_000) },
    ...{ action: '', effect: 'ALLOW' as const, code: answer.reason.code },
  };
  return { decision, exchange, minute, token: dice.roll() < 0.2 ? tokenRow(exchange, at) : null };
}

/** The first owner of each machine. */
export function ownershipRow({ identity }: MadeMachine): RowOf<'ownership_change'> {
  const { id, owner, createdBy, createdAt } = identity;
  const change = { from_owner: null, to_owner: owner, by_actor: createdBy, at: createdAt, note: 'Declared.' };
  return { machine_identity_id: id, ...change };
}

function tokenRow({ txn, credential_id, version_number }: RowOf<'exchange'>, at: Date): RowOf<'access_token'> {
  const issued = { issued_at: at, expires_at: new Date(at.getTime() + 300_000), revoked_at: null };
  return {
    jti: txn,
    credential_id,
    version_number,
    ...issued,
    proof_kind: 'BEARER',
    key_thumbprint: null,
    attestation: null,
  };
}

function denied(answer: ReturnType<typeof fail>): ChainAnswer {
  const chain = TRUST_LINKS.map((link) => (link === answer.link ? answer : pass(link, 'credentials.trusted')));
  return concludeChain(chain);
}
