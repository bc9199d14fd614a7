import { readLeaf, type StoredLeaf } from '../domain/audit-chain.js';
import { listLeaves, type AuditFilter } from '../store/audit-log.js';
import { badInput, pageSize, type PageArgs } from './connection.js';
import type { Context } from './context.js';

interface AuditArgs extends PageArgs {
  readonly filter?: AuditFilter | null;
}

export const AUDIT_READ = 'credentials.audit.read';

/** What was hashed is what is shown; the columns that found it are never shown. */
export const auditResolvers = {
  Query: {
    audit: async (_: unknown, args: AuditArgs, { session }: Context) => {
      const first = pageSize(args);
      const before = args.after == null ? null : readCursor(args.after);
      const leaves = await session.read(AUDIT_READ, (tx) => listLeaves(tx, args.filter ?? {}, before, first + 1));
      const edges = leaves.slice(0, first).map((leaf) => ({ cursor: cursorOf(leaf), node: present(leaf) }));
      const pageInfo = {
        hasNextPage: leaves.length > first,
        hasPreviousPage: before !== null,
        startCursor: edges.at(0)?.cursor ?? null,
        endCursor: edges.at(-1)?.cursor ?? null,
      };
      return { edges, pageInfo };
    },
  },
};

function present({ content, leafHash }: StoredLeaf) {
  const { targetType, targetId, ...entry } = readLeaf(content);
  return { ...entry, targetType: targetType ?? '', targetId: targetId ?? '', leafHash: leafHash.toString('hex') };
}

const CURSOR = /^audit:([1-9]\d{0,15})$/;

function cursorOf({ sequence }: StoredLeaf): string {
  return Buffer.from(`audit:${sequence}`).toString('base64url');
}

function readCursor(cursor: string): number {
  const [, sequence] = CURSOR.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (sequence === undefined)
    throw badInput('after must be the cursor of an edge, or the endCursor of a page, of audit.');
  return Number(sequence);
}
