import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HOME } from '../../test/builders.js';
import type { Owner } from './owner.js';
import { CHAIN_LENGTH_MAX, ownershipChain, ultimateOwner } from './ownership-chain.js';

const agentOwner = (agentId: string): Owner => ({ kind: 'AUTONOMOUS_AGENT', agentId });
const TENANT: Owner = { kind: 'TENANT', tenantId: HOME, team: null };
const IDS = ['a', 'b', 'c', 'd', 'e', 'f'];
const lastOwner = fc.constantFrom<Owner>(
  TENANT,
  { kind: 'PLATFORM', duty: 'support' },
  { kind: 'RUNTIME', runtimeId: 'r' },
  { kind: 'INTERNAL_SERVICE', service: 's', duty: 'support' },
  { kind: 'EXTERNAL_INTEGRATION', provider: 'p', onBehalfOf: HOME },
);
const anyOwner = fc.oneof(lastOwner, fc.constantFrom(...IDS, 'missing').map(agentOwner));

describe('the chain of owners', () => {
  test('is acyclic, at most four long, and ends at a tenant or the platform, in every world of agents', () => {
    fc.assert(
      fc.property(fc.array(anyOwner, { minLength: 6, maxLength: 6 }), (owners) => {
        const world = new Map(IDS.map((id, index) => [id, { id, owner: owners[index] ?? TENANT }]));
        const chain = ownershipChain(
          { id: 'a', tenantId: HOME, owner: owners[0] ?? TENANT },
          (id) => world.get(id) ?? null,
        );
        expect(chain.owners.length).toBeLessThanOrEqual(CHAIN_LENGTH_MAX + 1);
        if (!chain.complete) return;
        const agents = chain.owners.flatMap((owner) => (owner.kind === 'AUTONOMOUS_AGENT' ? [owner.agentId] : []));
        expect(new Set(agents).size).toBe(agents.length);
        expect(agents).not.toContain('a');
        expect(chain.owners.length).toBeLessThanOrEqual(CHAIN_LENGTH_MAX);
        expect(['TENANT', 'PLATFORM']).toContain(ultimateOwner(chain)?.kind);
      }),
      { numRuns: 500 },
    );
  });

  test('may have three agents below a tenant, and not four', () => {
    const agents = new Map(
      ['1', '2', '3', '4'].map((id, index, all) => [
        id,
        { id, owner: index === all.length - 1 ? TENANT : agentOwner(String(index + 2)) },
      ]),
    );
    const from = (first: string) =>
      ownershipChain({ id: 'a', tenantId: HOME, owner: agentOwner(first) }, (id) => agents.get(id) ?? null);
    expect(from('2')).toMatchObject({ complete: true, owners: { length: 4 } });
    expect(from('1')).toMatchObject({ complete: false, brokenBy: 'TOO_LONG' });
  });

  test('is broken by an agent that is gone, and by one that leads back', () => {
    const lost = ownershipChain({ id: 'a', tenantId: HOME, owner: agentOwner('b') }, () => null);
    const back = ownershipChain({ id: 'a', tenantId: HOME, owner: agentOwner('b') }, () => ({
      id: 'b',
      owner: agentOwner('a'),
    }));
    expect(lost).toMatchObject({ complete: false, brokenBy: 'UNKNOWN_AGENT' });
    expect(back).toMatchObject({ complete: false, brokenBy: 'CYCLE' });
    expect(ultimateOwner(lost)).toBeNull();
  });
});
