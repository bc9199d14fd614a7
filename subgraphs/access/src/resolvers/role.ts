import { SYSTEM_ROLES, type ActionDeclaration, type Principal } from '@bailiwick/decision';
import type { TenantTransaction } from '@bailiwick/database';
import type { PolicyState } from '../catalogue-cache.js';
import { isSystemRole, permissionsOf, ROLE_DESCRIPTIONS } from '../domain/role.js';
import { listKnown } from '../store/fact.js';
import { listAssignments, listHeldBy, type RoleAssignment } from '../store/role-assignment.js';
import { countHolders } from '../store/role-holder.js';
import type { AccessTables } from '../store/tables.js';
import { isId, type AccessSession, type Context, type Parts } from './context.js';

const PAGE_MAX = 100;

interface PageArguments {
  readonly first: number;
  readonly after?: string | null;
}

interface Reference {
  readonly id: string;
}

export function roleResolvers(parts: Parts) {
  return {
    Query: {
      roles: async (_: unknown, args: PageArguments, { session }: Context) => {
        await loadHolders(session);
        return toPage(args);
      },
    },
    Role: {
      __resolveReference: ({ id }: Reference) => (isSystemRole(id) ? toRole(id) : null),
      permissions: async ({ id }: Reference, _: object, { session }: Context) =>
        permissionsOf(id, (await loadPolicy(parts, session)).catalogue).map(toPermission),
      version: async (_: unknown, __: object, { session }: Context) => (await loadPolicy(parts, session)).version,
      assignmentCount: async ({ id }: Reference, _: object, { session }: Context) =>
        (await loadHolders(session)).get(id) ?? 0,
    },
    RoleAssignment: {
      __resolveReference: ({ id }: Reference, { session }: Context) => loadAssignment(session, id),
      role: ({ role }: RoleAssignment) => toRole(role),
    },
    Person: holderResolvers('PERSON'),
    MachineIdentity: holderResolvers('MACHINE'),
  };
}

function holderResolvers(kind: Principal['kind']) {
  return {
    __resolveReference: ({ id }: Reference, { session }: Context) =>
      session.load(`known ${kind}`, id, async (ids) => {
        const known = await session.readOpen((tx) => listKnown(tx, kind === 'PERSON' ? 'membership' : 'machine', ids));
        return new Map([...known].map((each) => [each, { id: each }]));
      }),
    roleAssignments: async ({ id }: Reference, _: object, { session }: Context) => {
      const isOwn = session.principal.kind === kind && session.principal.id === id;
      const loaded = await session.load(`${isOwn ? 'own' : 'all'} roles of ${kind}`, id, (ids) =>
        listRolesOf(session, kind, ids, isOwn),
      );
      return loaded ?? [];
    },
  };
}

/** One's own roles are one's own to know. */
async function listRolesOf(
  session: AccessSession,
  kind: Principal['kind'],
  ids: readonly string[],
  isOwn: boolean,
): Promise<ReadonlyMap<string, readonly RoleAssignment[]>> {
  const holders = ids.map((id) => ({ kind, id }));
  const list = (tx: TenantTransaction<AccessTables>) => listHeldBy(tx, holders, session.now);
  const held = await (isOwn ? session.readOpen(list) : session.read('access.role.read', list));
  return new Map(ids.map((id) => [id, held.filter(({ subject }) => subject.kind === kind && subject.id === id)]));
}

/** Another's assignment without the right to see it answers as a missing one. */
async function loadAssignment(session: AccessSession, id: string): Promise<RoleAssignment | null> {
  if (!isId(id)) return null;
  const found = await session.load('role assignment', id.toLowerCase(), async (ids) => {
    const assignments = await session.readOpen((tx) => listAssignments(tx, ids));
    return new Map(assignments.map((assignment) => [assignment.id, assignment]));
  });
  if (found === null) return null;
  if (found.subject.kind === session.principal.kind && found.subject.id === session.principal.id) return found;
  const [verdict] = await session.ask([{ action: 'access.role.read' }]);
  return verdict?.allowed === true ? found : null;
}

/** Whoever may see the roles may see how many hold them; the count is read with the question. */
async function loadHolders(session: AccessSession): Promise<ReadonlyMap<string, number>> {
  const holders = await session.load(
    'holders',
    'all',
    async () => new Map([['all', await session.read('access.role.read', (tx) => countHolders(tx, session.now))]]),
  );
  return holders ?? new Map();
}

async function loadPolicy({ evaluation }: Parts, session: AccessSession): Promise<PolicyState> {
  const policy = await session.load(
    'policy',
    'all',
    async () => new Map([['all', await session.readOpen((tx) => evaluation.policy(tx))]]),
  );
  return policy ?? { version: 0, catalogue: new Map() };
}

function toRole(id: string) {
  return { id, name: id, description: isSystemRole(id) ? ROLE_DESCRIPTIONS[id] : null, system: isSystemRole(id) };
}

function toPermission(action: ActionDeclaration) {
  return { ...action, owner: action.name === 'platform.use' ? 'ACCESS' : action.name.split('.')[0]?.toUpperCase() };
}

function toPage({ first, after }: PageArguments) {
  const start = after ? SYSTEM_ROLES.findIndex((role) => cursorOf(role) === after) + 1 : 0;
  const page = SYSTEM_ROLES.slice(start, start + Math.min(Math.max(first, 0), PAGE_MAX));
  const edges = page.map((role) => ({ cursor: cursorOf(role), node: toRole(role) }));
  return {
    edges,
    pageInfo: {
      hasNextPage: start + page.length < SYSTEM_ROLES.length,
      hasPreviousPage: start > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function cursorOf(role: string): string {
  return Buffer.from(role).toString('base64url');
}
