import { allow, refuse, type Actor, type Decision } from '@bailiwick/decision';
import { Unavailable, type DomainServices } from '@bailiwick/subgraph-host';
import type { TransactionContext } from '@bailiwick/transaction-token';
import type { IdentityCode } from '../domain/reasons.js';
import type { TenantChoice, TenantStanding } from '../domain/tenant-choice.js';
import type { IdentityTables } from '../store/tables.js';
import type { ScopeMemory } from './scope-memory.js';
import type { VerifiedSubject } from './verify-subject.js';

const PROVISIONAL_SECONDS = 5;
const LIFETIME_SECONDS = 30;

export interface Minted {
  readonly token: string;
  readonly expiresAt: Date;
  readonly subject: string;
  readonly tenantId: string | null;
}

export interface Mint {
  readonly services: Pick<DomainServices<IdentityTables>, 'tokens' | 'scopes'>;
  readonly memory: ScopeMemory;
}

/** What the token will say, all but its scope. */
export function contextFor(
  choice: TenantChoice,
  verified: VerifiedSubject,
  person: Actor | null,
  { txn, caller }: { readonly txn: string; readonly caller: string },
): TransactionContext {
  const connection = choice.kind === 'LOBBY' ? verified.fingerprints[0] : choice.standing.connection;
  return {
    txn,
    principal: person === null ? null : { kind: 'PERSON', id: person.id },
    subject: person === null ? `person:unlinked:${verified.subjectHash}` : `person:${person.id}`,
    tenantId: choice.kind === 'LOBBY' ? null : choice.tenant.id,
    scope: null,
    limits: null,
    actors: actorsFor(choice, person),
    operator: choice.kind === 'OPERATOR' ? { duty: choice.duty, reason: choice.reason } : null,
    authentication: {
      method: 'oidc',
      multiFactor: verified.multiFactor,
      issuer: verified.issuer,
      subjectHash: verified.subjectHash,
      client: connection ?? null,
    },
    machine: null,
    requestingWorkload: caller,
  };
}

/** Signs, asks access what the principal may do with that very token, and signs again with the answer. */
export async function mint(
  { services, memory }: Mint,
  choice: TenantChoice,
  context: TransactionContext,
  requestId: string,
  now: Date,
): Promise<Decision<Minted, IdentityCode>> {
  const { tokens } = services;
  if (tokens === null) throw new Error('Identity was assembled without keys to sign with.');
  const scope = choice.kind === 'LOBBY' ? null : await findScope();
  if (choice.kind === 'MEMBER' && choice.onlyIfPermitted) {
    if (scope === null) return refuse('identity.access_unreachable');
    if (scope.length === 0) return refuseStopped(choice.tenant);
  }
  const { token, expiresAt } = await tokens.sign(
    { ...context, scope },
    { lifetimeSeconds: LIFETIME_SECONDS, includeScope: true },
  );
  return allow({ token, expiresAt, subject: context.subject, tenantId: context.tenantId });

  async function findScope(): Promise<readonly string[] | null> {
    if (tokens === null) return null;
    const provisional = await tokens.sign(context, { lifetimeSeconds: PROVISIONAL_SECONDS, includeScope: false });
    try {
      const found = await services.scopes.search(provisional.token, context, requestId);
      memory.keep(context, found, now);
      return found;
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      return memory.recall(context, now);
    }
  }
}

function refuseStopped(tenant: TenantStanding) {
  const code = tenant.state === 'CLOSING' ? 'identity.tenant_closing' : 'identity.tenant_suspended';
  return refuse(code, { facts: { why: tenant.stateNote ?? 'no reason was given' }, since: tenant.stateSince });
}

function actorsFor(choice: TenantChoice, person: Actor | null): readonly Actor[] {
  if (person === null) return [];
  return choice.kind === 'OPERATOR' ? [person, { kind: 'PLATFORM', id: choice.duty, label: choice.duty }] : [person];
}
