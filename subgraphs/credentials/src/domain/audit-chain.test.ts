import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  canonicalJson,
  chainEntries,
  checkEnd,
  checkLeaves,
  EMPTY_LOG,
  indexOf,
  leafHashOf,
  readLeaf,
} from './audit-chain.js';
import type { AuditContent, AuditLeaf, StoredLeaf } from './audit-chain.js';

const TENANT = 'a0000000-0000-4000-8000-000000000001';

const anEntry = (overrides: Partial<AuditContent> = {}): AuditContent => ({
  source: 'CHANGE',
  sourceId: 's1',
  at: '2026-11-21T12:00:00.000Z',
  actors: [{ kind: 'PERSON', id: 'p1', label: 'Ana' }],
  action: 'credentials.credential.revoke',
  targetType: 'credential',
  targetId: 'c1',
  effect: 'ALLOW',
  reason: null,
  requestId: 'r1',
  count: 1,
  ...overrides,
});
const entries = (count: number) => Array.from({ length: count }, (_, n) => anEntry({ sourceId: `s${n}` }));
const stored = (leaf: AuditLeaf): StoredLeaf => {
  const { at, ...index } = indexOf(readLeaf(leaf.content));
  return { ...leaf, ...index, at: new Date(at) };
};
const log = (count: number) => chainEntries(TENANT, EMPTY_LOG, entries(count)).map(stored);
/** A log that is written anew from some place on, each leaf hashed as it should be. */
const sealed = (leaf: StoredLeaf, change: object): StoredLeaf => {
  const content = canonicalJson({ ...readLeaf(leaf.content), ...change });
  return stored({ sequence: leaf.sequence, content, leafHash: leafHashOf(content) });
};
const at = <Each>(list: readonly Each[], index: number): Each => list[index] ?? expect.fail('too short');

describe('a chain of entries', () => {
  test('is the same whether it grew at once or in batches, and checks from its beginning to its end', () => {
    const whole = chainEntries(TENANT, EMPTY_LOG, entries(5));
    const first = chainEntries(TENANT, EMPTY_LOG, entries(5).slice(0, 2));
    const { sequence: size, leafHash } = at(first, 1);
    expect([...first, ...chainEntries(TENANT, { size, leafHash }, entries(5).slice(2))]).toEqual(whole);
    const last = { size: 5, leafHash: at(whole, 4).leafHash };
    expect(checkLeaves(TENANT, EMPTY_LOG, whole.map(stored))).toEqual({ intact: true, head: last });
    expect(checkEnd(last, last)).toMatchObject({ intact: true });
  });

  test('hashes a leaf as RFC 6962 does, with a zero byte before it', () => {
    // The test vectors of Certificate Transparency: the hash of an empty leaf, and of an empty tree.
    expect(leafHashOf('').toString('hex')).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
    expect(EMPTY_LOG.leafHash.toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  test('has one text for one meaning, in whatever order it was put together', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'é' }], a: undefined })).toBe('{"b":[1,{"c":"é","d":null}]}');
  });
});

describe('whoever changes the log afterwards', () => {
  const broken = (leaves: readonly StoredLeaf[]) => checkLeaves(TENANT, EMPTY_LOG, leaves);

  test('by editing an entry is found at that entry', () => {
    const leaves = log(5);
    const edited = { ...at(leaves, 2), content: at(leaves, 2).content.replace('Ana', 'Ben') };
    expect(broken(leaves.with(2, edited))).toEqual({
      intact: false,
      broken: { sequence: 3, because: 'CONTENT_CHANGED' },
    });
  });

  test('and hashes it anew is found at the next', () => {
    const leaves = log(5);
    const resealed = sealed(at(leaves, 2), { action: 'nothing.happened' });
    expect(broken(leaves.with(2, resealed))).toEqual({ intact: false, broken: { sequence: 4, because: 'UNLINKED' } });
  });

  test('by taking one out is found at the hole', () => {
    expect(broken(log(5).toSpliced(1, 1))).toEqual({ intact: false, broken: { sequence: 2, because: 'MISSING' } });
  });

  test('by changing the order is found at the first that moved', () => {
    const leaves = log(5);
    const swapped = leaves.with(1, { ...at(leaves, 2), sequence: 2 }).with(2, { ...at(leaves, 1), sequence: 3 });
    expect(broken(swapped)).toEqual({ intact: false, broken: { sequence: 2, because: 'MOVED' } });
  });

  test('by copying an entry of another tenant is found', () => {
    const foreign = chainEntries('b0000000-0000-4000-8000-000000000002', EMPTY_LOG, entries(1)).map(stored);
    expect(broken(foreign)).toEqual({ intact: false, broken: { sequence: 1, because: 'MOVED' } });
  });

  test('by changing only what it is found by is found', () => {
    const leaves = log(3);
    const hidden = leaves.with(1, { ...at(leaves, 1), targetId: 'c2' });
    expect(broken(hidden)).toEqual({ intact: false, broken: { sequence: 2, because: 'INDEX_CHANGED' } });
  });

  test('by cutting the end off is found behind what is left', () => {
    const leaves = log(5);
    const recorded = { size: 5, leafHash: at(leaves, 4).leafHash };
    const reached = { size: 3, leafHash: at(leaves, 2).leafHash };
    expect(checkEnd(reached, recorded)).toEqual({ intact: false, broken: { sequence: 4, because: 'MISSING' } });
  });

  test('is found whatever byte of whatever entry it was', () => {
    const leaves = log(6);
    fc.assert(
      fc.property(fc.nat(5), fc.nat(10_000), (which, place) => {
        const { content } = at(leaves, which);
        const index = place % content.length;
        const changed = content.slice(0, index) + (content[index] === '#' ? '~' : '#') + content.slice(index + 1);
        const check = broken(leaves.with(which, { ...at(leaves, which), content: changed }));
        expect(check).toEqual({ intact: false, broken: { sequence: which + 1, because: 'CONTENT_CHANGED' } });
      }),
    );
  });
});
