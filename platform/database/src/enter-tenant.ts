import type { Lease } from './connection.js';
import { TransactionMisuse } from './errors.js';
import { openScope } from './scope.js';
import type { Scope } from './scope.js';
import { requireTenantId, scopeStatement } from './statements.js';
import type { TenantTransaction } from './types.js';

/** The system transactions that carry out, as the tenant, what they claimed as themselves. */
const MAY_ENTER: ReadonlySet<string> = new Set(['clock', 'consume']);

/** What an open system transaction stands on. */
interface Held<Tables> {
  readonly lease: Lease;
  readonly scope: Scope<Tables>;
  readonly role: string;
  inTenant: boolean;
}

/** Which transactions are open from which a tenant may be entered, and the way in and out. */
export class TenantEntrance<Tables> {
  readonly #domain: string;
  readonly #count: () => void;
  readonly #open = new WeakMap<object, Held<Tables>>();

  constructor(domain: string, count: () => void) {
    this.#domain = domain;
    this.#count = count;
  }

  open(name: string, lease: Lease, scope: Scope<Tables>): void {
    if (!MAY_ENTER.has(name)) return;
    this.#open.set(scope.transaction, { lease, scope, role: `${this.#domain}_${name}`, inTenant: false });
  }

  /** From here on the connection may be somebody else's. */
  shut(scope: Scope<Tables>): void {
    this.#open.delete(scope.transaction);
  }

  async enter<Result>(
    tx: object,
    tenantId: string,
    work: (tx: TenantTransaction<Tables>) => Promise<Result>,
  ): Promise<Result> {
    const held = this.#open.get(tx);
    if (held === undefined) throw new TransactionMisuse('enterTenant takes an open clock or consume transaction.');
    if (held.inTenant) throw new TransactionMisuse('enterTenant is entered for one tenant at a time.');
    const tenant = scopeStatement(`${this.#domain}_tenant`, requireTenantId(tenantId));
    held.inTenant = true;
    held.scope.pause();
    try {
      // A savepoint, so that a caller who survives the tenant's failure does not commit half of the tenant's work.
      await held.lease.query(`savepoint tenant; ${tenant}`);
      return await this.#runInside(held, work);
    } finally {
      held.scope.resume();
      held.inTenant = false;
    }
  }

  async #runInside<Result>(
    { lease, role }: Held<Tables>,
    work: (tx: TenantTransaction<Tables>) => Promise<Result>,
  ): Promise<Result> {
    const scope = openScope<Tables>(lease, this.#count);
    try {
      const result = await work(scope.transaction as TenantTransaction<Tables>); // `enter` made it the tenant's
      scope.end();
      await lease.query(`${scopeStatement(role, null)}; release savepoint tenant`);
      return result;
    } catch (error) {
      scope.end();
      await lease.query('rollback to savepoint tenant').catch(() => undefined); // the first error is the one to report
      throw error;
    }
  }
}
