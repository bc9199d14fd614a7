import type { Transaction } from 'kysely';
import type { ConnectionSource, Lease } from './connection.js';
import { TenantEntrance } from './enter-tenant.js';
import { asNotMigrated } from './errors.js';
import { runOneRead } from './one-read.js';
import { openScope } from './scope.js';
import { beginStatement, requireDomainName, requireRequestId, requireTenantId } from './statements.js';
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

class DomainDatabase<Tables> implements Database<Tables> {
  readonly domain: string;
  readonly statements = { count: 0 };
  readonly #source: ConnectionSource;
  readonly #listeners = new Set<() => void>();
  readonly #entrance: TenantEntrance<Tables>;

  constructor(domain: string, source: ConnectionSource) {
    this.domain = domain;
    this.#source = source;
    this.#entrance = new TenantEntrance<Tables>(domain, () => this.#count());
  }

  async inTenant<Result>(
    tenantId: string,
    work: (tx: TenantTransaction<Tables>) => Promise<Result>,
    options: TransactionOptions = {},
  ): Promise<Result> {
    const requestId = options.requestId === undefined ? null : requireRequestId(options.requestId);
    const settings = { tenantId: requireTenantId(tenantId), requestId, readOnly: options.readOnly ?? false };
    if (options.oneRead === true)
      return this.#readOnce(settings.tenantId, (tx) => work(tx as TenantTransaction<Tables>)); // as below
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
    return this.#entrance.enter(tx, tenantId, work);
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
    name: string,
    settings: Pick<TransactionSettings, 'tenantId' | 'requestId' | 'readOnly'>,
    work: (tx: Transaction<Tables>) => Promise<Result>,
  ): Promise<Result> {
    const role = `${this.domain}_${name}`;
    const begin = beginStatement({ ...settings, role, schema: this.domain });
    try {
      const { result, wrote } = await runTransaction(this.#source, begin, (lease) => this.#within(lease, name, work));
      if (wrote) this.#tellListeners();
      return result;
    } catch (error) {
      throw asNotMigrated(error, this.domain, role);
    }
  }

  async #readOnce<Result>(tenantId: string, work: (tx: Transaction<Tables>) => Promise<Result>): Promise<Result> {
    const role = `${this.domain}_tenant`;
    try {
      const scope = { schema: this.domain, role, tenantId };
      return await runOneRead(this.#source, scope, (lease) => this.#within(lease, 'tenant', work));
    } catch (error) {
      throw asNotMigrated(error, this.domain, role);
    }
  }

  async #within<Result>(
    lease: Lease,
    name: string,
    work: (tx: Transaction<Tables>) => Promise<Result>,
  ): Promise<Result> {
    const scope = openScope<Tables>(lease, () => this.#count());
    this.#entrance.open(name, lease, scope);
    try {
      return await work(scope.transaction);
    } finally {
      scope.end();
      this.#entrance.shut(scope);
    }
  }

  #tellListeners(): void {
    for (const listener of this.#listeners) {
      try {
        listener();
      } catch {
        // The change is committed: whoever made it must not hear that it failed. Listeners only wake somebody up.
      }
    }
  }

  #count(): void {
    this.statements.count += 1;
  }
}
