import type { TenantTransaction } from '@bailiwick/database';
import type { CredentialsTables } from '../src/store/tables.js';
import type { World } from './world.js';

export type Tx = TenantTransaction<CredentialsTables>;

/** A transaction that has done its work and stays open. Letting it go lets it do the rest, and commits. */
export async function held(
  { database, tenantId }: World,
  work: (tx: Tx) => Promise<unknown>,
  rest: (tx: Tx) => Promise<void> = () => Promise.resolve(),
): Promise<() => Promise<void>> {
  const go = { on: (): void => undefined, letGo: (): void => undefined };
  const isHeld = new Promise<void>((resolve) => (go.on = resolve));
  const isLetGo = new Promise<void>((resolve) => (go.letGo = resolve));
  const transaction = database.inTenant(tenantId, async (tx) => {
    await work(tx);
    go.on();
    await isLetGo;
    await rest(tx);
  });
  await Promise.race([isHeld, transaction]);
  return () => {
    go.letGo();
    return transaction;
  };
}
