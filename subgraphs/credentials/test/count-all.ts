import type { TenantTransaction } from '@bailiwick/database';
import { isUsable, rotationDueAt } from '../src/domain/credential.js';
import { listCredentialsById } from '../src/store/credential.js';
import { listMachineIdentitiesById } from '../src/store/machine-identity.js';
import { listStewardsOf } from '../src/store/steward.js';
import type { CredentialsTables } from '../src/store/tables.js';
import { DAY_MS } from './builders.js';

type Tx = TenantTransaction<CredentialsTables>;

/** Ownership health, posture and attention, by looking at every machine and every credential of the tenant. */
export async function countAll(tx: Tx, now: Date) {
  const machines = await allMachines(tx);
  const usable = await allUsable(tx, now);
  const active = machines.filter(({ state }) => state === 'ACTIVE');
  const inGrace = machines.filter(({ state }) => state === 'OWNER_GRACE').length;
  const orphaned = machines.filter(({ state }) => state === 'ORPHANED').length;
  const soon = usable.filter(({ expiresAt }) => expiresAt.getTime() <= now.getTime() + 14 * DAY_MS).length;
  return [
    {
      total: machines.length,
      owned: active.filter(({ stewards }) => stewards > 0).length,
      inGrace,
      orphaned,
      reviewOverdue: machines.filter(({ reviewDueAt }) => reviewDueAt <= now).length,
      singleSteward: active.filter(({ stewards }) => stewards === 1).length,
    },
    {
      total: usable.length,
      bearerOnly: usable.filter(({ kind }) => kind === 'API_KEY' || kind === 'CLIENT_SECRET').length,
      expiringIn14Days: soon,
      noRuntimeBinding: usable.filter(({ runtimeIds }) => runtimeIds.length === 0).length,
      overdueRotation: usable.filter((each) => (rotationDueAt(each) ?? each.expiresAt) <= now).length,
      neverUsed: usable.filter(({ uses }) => uses === 0).length,
    },
    {
      orphaned,
      inGrace,
      reviewOverdue: active.filter(({ reviewDueAt }) => reviewDueAt <= now).length,
      expiringSoon: soon,
    },
  ];
}

/** Each with how many of its stewards are active members. */
async function allMachines(tx: Tx) {
  const rows = await tx.selectFrom('machine_identity').select('id').execute();
  const ids = rows.map(({ id }) => id);
  const stewards = await listStewardsOf(tx, ids);
  return (await listMachineIdentitiesById(tx, ids)).map(({ id, state, responsibility }) => ({
    state,
    reviewDueAt: responsibility.reviewDueAt,
    stewards: (stewards.get(id) ?? []).filter((steward) => steward.active).length,
  }));
}

async function allUsable(tx: Tx, now: Date) {
  const rows = await tx.selectFrom('credential').select('id').execute();
  const all = await listCredentialsById(
    tx,
    rows.map(({ id }) => id),
  );
  return all.filter(({ state, expiresAt }) => isUsable(state) && expiresAt > now);
}
