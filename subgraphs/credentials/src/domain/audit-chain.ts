import { createHash } from 'node:crypto';
import type { Actor, Reason } from '@bailiwick/decision';

/** Which of the domain's records an entry stands for. USES is a counted aggregate of what was allowed. */
export const AUDIT_SOURCES = ['CHANGE', 'REFUSAL', 'FAILURE', 'EXCHANGE', 'DENIAL', 'TRANSITION', 'USES'] as const;
export type AuditSource = (typeof AUDIT_SOURCES)[number];

/** What happened, as the log keeps it. */
export interface AuditContent {
  readonly source: AuditSource;
  readonly sourceId: string;
  /** ISO 8601, in UTC. */
  readonly at: string;
  readonly actors: readonly Actor[];
  readonly action: string;
  readonly targetType: string | null;
  readonly targetId: string | null;
  /** Null for what broke: nobody decided. */
  readonly effect: 'ALLOW' | 'ALLOW_WITH_OBLIGATIONS' | 'DENY' | null;
  readonly reason: Reason | null;
  readonly requestId: string;
  /** How often; more than one for an aggregate. */
  readonly count: number;
}

/** One entry in its place. `content` is the canonical text that was hashed. */
export interface AuditLeaf {
  readonly sequence: number;
  readonly content: string;
  readonly leafHash: Buffer;
}

/** Where a chain ends. */
export interface AuditHead {
  readonly size: number;
  readonly leafHash: Buffer;
}

/** RFC 6962 section 2.1: the hash of an empty log is the hash of nothing. */
export const EMPTY_LOG: AuditHead = { size: 0, leafHash: createHash('sha256').digest() };

/** The prefix that RFC 6962 gives leaves, so that no leaf can be passed off as an inner node of a tree. */
const LEAF_PREFIX = Buffer.from([0]);

/**
 * Puts entries at the end of the tenant's log. Each leaf covers its tenant, its place and the leaf before it, so that one
 * which is edited, moved, cut out or copied elsewhere breaks every one that follows.
 */
export function chainEntries(
  tenantId: string,
  head: AuditHead,
  entries: readonly AuditContent[],
): readonly AuditLeaf[] {
  const leaves: AuditLeaf[] = [];
  let { size: sequence, leafHash: previous } = head;
  for (const entry of entries) {
    sequence += 1;
    const content = canonicalJson({ ...entry, v: 1, tenant: tenantId, sequence, previous: previous.toString('hex') });
    previous = leafHashOf(content);
    leaves.push({ sequence, content, leafHash: previous });
  }
  return leaves;
}

/** `SHA-256(0x00 || content)`. */
export function leafHashOf(content: string): Buffer {
  return createHash('sha256').update(LEAF_PREFIX).update(content, 'utf8').digest();
}

/** A log as it is read back: what was hashed, beside what the database finds it by. */
export interface StoredLeaf extends AuditLeaf {
  readonly at: Date;
  readonly action: string;
  readonly targetId: string | null;
  readonly actorIds: readonly string[];
}

/** What is wrong with the first entry that is: its place, and in which way. */
export interface BrokenLeaf {
  readonly sequence: number;
  readonly because: 'MISSING' | 'CONTENT_CHANGED' | 'MOVED' | 'UNLINKED' | 'INDEX_CHANGED';
}

export type ChainCheck =
  { readonly intact: true; readonly head: AuditHead } | { readonly intact: false; readonly broken: BrokenLeaf };

/** Checks a page that follows `head`, leaf by leaf. Pages are checked one after the other, each from the last one's end. */
export function checkLeaves(tenantId: string, head: AuditHead, leaves: readonly StoredLeaf[]): ChainCheck {
  let last = head;
  for (const leaf of leaves) {
    const because = defectOf(tenantId, last, leaf);
    if (because !== null) return { intact: false, broken: { sequence: last.size + 1, because } };
    last = { size: leaf.sequence, leafHash: leaf.leafHash };
  }
  return { intact: true, head: last };
}

/** A log that ends before its head says so was cut short. */
export function checkEnd(reached: AuditHead, recorded: AuditHead): ChainCheck {
  if (reached.size !== recorded.size) return cutAt(Math.min(reached.size, recorded.size) + 1);
  return reached.leafHash.equals(recorded.leafHash)
    ? { intact: true, head: reached }
    : { intact: false, broken: { sequence: reached.size, because: 'UNLINKED' } };
}

function cutAt(sequence: number): ChainCheck {
  return { intact: false, broken: { sequence, because: 'MISSING' } };
}

function defectOf(tenantId: string, last: AuditHead, leaf: StoredLeaf): BrokenLeaf['because'] | null {
  if (leaf.sequence !== last.size + 1) return 'MISSING';
  if (!leafHashOf(leaf.content).equals(leaf.leafHash)) return 'CONTENT_CHANGED';
  const said = readLeaf(leaf.content);
  if (said.tenant !== tenantId || said.sequence !== leaf.sequence) return 'MOVED';
  if (said.previous !== last.leafHash.toString('hex')) return 'UNLINKED';
  const found = canonicalJson(indexOf(said));
  const { action, targetId, actorIds, at } = leaf;
  return canonicalJson({ action, targetId, actorIds, at: at.toISOString() }) === found ? null : 'INDEX_CHANGED';
}

/** What an entry is found by, taken from what it says. */
export function indexOf({ action, targetId, actors, at }: AuditContent) {
  return { action, targetId, actorIds: actors.map(({ id }) => id), at };
}

export interface ChainedContent extends AuditContent {
  readonly tenant: string;
  readonly sequence: number;
  readonly previous: string;
}

/** Only for text that was made here: what the database gives back is hashed before it is read. */
export function readLeaf(content: string): ChainedContent {
  return JSON.parse(content) as ChainedContent; // its hash was checked, or it was made here
}

/** RFC 8785 for what entries are made of (strings, whole numbers, null): one text for one meaning. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`;
}
