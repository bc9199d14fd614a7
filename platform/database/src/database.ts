import type { Transaction } from 'kysely';
import type { ConnectionSource, Lease } from './connection.js';
import { codeOf, NotMigrated, TransactionMisuse } from './errors.js';
import { openScope } from './scope.js';
import type { Scope } from './scope.js';
import { beginStatement, requireDomainName, requireRequestId, requireTenantId, scopeStatement } from './statements.js';
import type { TransactionSettings } from './statements.js';
import { runTransaction } from './transaction.js';
import type {
  Database,
  SystemTransaction,
  SystemTransactionName,
  TenantTransaction,
  TransactionOptions,
} from './types.js';

/** They look things up and follow; whatever they changed, nobody would have decided. */
const READ_ONLY: ReadonlySet<SystemTransactionName> = new Set(['directory', 'feed', 'membership_of']);

/** A domain's transactions over a source of connections. Nothing else gives out a handle that reaches a table. */
export function createDatabase<Tables>(domain: string, source: ConnectionSource): Database<Tables> {
  return new DomainDatabase<Tables>(requireDomainName(domain), source);
}

/** What a transaction handle stands on, so that `enterTenant` can go on with the same connection. */
interface Held<Tables> {
  readonly lease: Lease;
  readonly role: string;
  readonly scope: Scope<Tables>;
  inTenant: boolean;
}

class DomainDatabase<Tables> implements Database<Tables> {
  readonly domain: string;
  readonly statements = { count: 0 };
  readonly #source: ConnectionSource;
  readonly #listeners = new Set<() => void>();
  readonly #held = new WeakMap<object, Held<Tables>>();
  readonly #mayEnter: ReadonlySet<string>;

  constructor(domain: string, source: ConnectionSource) {
    this.domain = domain;
    this.#source = source;
    this.#mayEnter = new Set([`${domain}_clock`, `${domain}_consume`]);
  }

  async inTenant<Result>(
    tenantId: string,
    work: (tx: TenantTransaction<Tables>) => Promise<Result>,
    options: TransactionOptions = {},
  ): Promise<Result> {
    const requestId = options.requestId === undefined ? null : requireRequestId(options.requestId);
    const settings = { tenantId: requireTenantId(tenantId), requestId, readOnly: options.readOnly ?? false };
    return this.#run('tenant', settings, (tx) => work(tx as TenantTransaction<Tables>)); // the settings above are the proof
  }

  async inSystem<Name extends SystemTransactionName, Result>(
    name: Name,
    work: (tx: SystemTransaction<Tables, Name>) => Promise<Result>,
  ): Promise<Result> {
    const settings = { tenantId: null, requestId: null, readOnly: READ_ONLY.has(name) };
    return this.#run(name, settings, (tx) => work(tx as SystemTransaction<Tables, Name>)); // the role's name is the proof
  }

  async enterTenant<Result>(
    tx: SystemTransaction<Tables, 'clock' | 'consume'>,
    tenantId: string,
    work: (tx: TenantTransaction<Tables>) => Promise<Result>,
  ): Promise<Result> {
    const held = this.#held.get(tx);
    if (held === undefined)
      throw new TransactionMisuse('enterTenant takes an open clock or consume transaction of this database.');
    if (held.inTenant) throw new TransactionMisuse('enterTenant is entered for one tenant at a time.');
    const tenant = scopeStatement(`${this.domain}_tenant`, requireTenantId(tenantId));
    held.inTenant = true;
    held.scope.pause();
    try {
      // A savepoint, so that a caller who survives the tenant's failure does not commit half of the tenant's work.
      await held.lease.query(`savepoint tenant; ${tenant}`);
      return await this.#asTenant(held, work);
    } finally {
      held.scope.resume();
      held.inTenant = false;
    }
  }

  onCommit(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async ping(): Promise<void> {
    await this.#run('feed', { tenantId: null, requestId: null, readOnly: true }, () => Promise.resolve());
  }

  async close(): Promise<void> {
    await this.#source.close();
  }

  async #run<Result>(
    roleName: string,
    settings: Pick<TransactionSettings, 'tenantId' | 'requestId' | 'readOnly'>,
    work: (tx: Transaction<Tables>) => Promise<Result>,
  ): Promise<Result> {
    const role = `${this.domain}_${roleName}`;
    const begin = beginStatement({ ...settings, role, schema: this.domain });
    try {
      const { result, wrote } = await runTransaction(this.#source, begin, (lease) => this.#within(lease, role, work));
      if (wrote) for (const listener of this.#listeners) listener();
      return result;
    } catch (error) {
      throw this.#translate(error, role);
    }
  }

  async #within<Result>(
    lease: Lease,
    role: string,
    work: (tx: Transaction<Tables>) => Promise<Result>,
  ): Promise<Result> {
    const scope = openScope<Tables>(lease, () => this.#count());
    if (this.#mayEnter.has(role)) this.#held.set(scope.transaction, { lease, role, scope, inTenant: false });
    try {
      return await work(scope.transaction);
    } finally {
      scope.end();
      this.#held.delete(scope.transaction);
    }
  }

  async #asTenant<Result>(
    held: Held<Tables>,
    work: (tx: TenantTransaction<Tables>) => Promise<Result>,
  ): Promise<Result> {
    const scope = openScope<Tables>(held.lease, () => this.#count());
    try {
      const result = await work(scope.transaction as TenantTransaction<Tables>); // enterTenant made it the tenant's
      scope.end();
      await held.lease.query(`${scopeStatement(held.role, null)}; release savepoint tenant`);
      return result;
    } catch (error) {
      scope.end();
      await held.lease.query('rollback to savepoint tenant').catch(() => undefined); // the first error is the one to report
      throw error;
    }
  }

  #count(): void {
    this.statements.count += 1;
  }

  #translate(error: unknown, role: string): unknown {
    const message = error instanceof Error ? error.message : '';
    if (message === `role "${role}" does not exist`)
      return new NotMigrated(`The database of ${this.domain} has no role ${role}. Run "npm run migrate".`, {
        cause: error,
      });
    if (codeOf(error) === '42501' && message === `permission denied to set role "${role}"`) {
      return new NotMigrated(
        `The application's login may not become ${role}. Run "npm run migrate" with this login as the application role.`,
        { cause: error },
      );
    }
    return error;
  }
}
