import type { Actor } from '@bailiwick/decision';
import { activeStewards } from './stewards.js';
import type { TrustFacts } from './trust/trust-facts.js';

/**
 * Who acts when this machine calls, outermost first. An agent's call ends in a person: its sponsor, or whoever answers
 * for it first. A machine that is nobody's agent is answered for by its owner and acts alone.
 */
export function actorsOf({
  identity,
  chain,
  owners,
  stewards,
}: Pick<TrustFacts, 'identity' | 'chain' | 'owners' | 'stewards'>): readonly Actor[] {
  if (identity === null) return [];
  const machine: Actor = { kind: 'MACHINE', id: identity.id, label: identity.name };
  const agents = (chain?.owners ?? []).flatMap((owner, index): readonly Actor[] =>
    owner.kind === 'AUTONOMOUS_AGENT'
      ? [{ kind: 'MACHINE', id: owner.agentId, label: owners[index]?.agent?.name ?? owner.agentId }]
      : [],
  );
  if (agents.length === 0) return [machine];
  const active = activeStewards(stewards);
  const person = active.find((steward) => steward.role === 'SPONSOR') ?? active[0];
  return [
    machine,
    ...agents,
    ...(person === undefined
      ? []
      : [{ kind: 'PERSON' as const, id: person.personId, label: `${person.role.toLowerCase()} steward` }]),
  ];
}
