import type { ReadyOperation } from '../src/ready-operations.js';

/** In the order in which somebody new meets them; topics that are not listed follow by name. */
const ORDER = ['Start', 'Settings', 'People', 'Billing', 'Machines', 'Access', 'Operators'];

export interface Topic {
  readonly name: string;
  readonly operations: readonly ReadyOperation[];
}

export function topicsOf(operations: readonly ReadyOperation[]): readonly Topic[] {
  const names = [...new Set(operations.map(({ topic }) => topic))].sort(
    (one, other) => rankOf(one) - rankOf(other) || one.localeCompare(other),
  );
  return names.map((name) => ({ name, operations: operations.filter(({ topic }) => topic === name) }));
}

/** What the page opens with. */
export function firstOperation(operations: readonly ReadyOperation[]): ReadyOperation | null {
  return operations.find(({ name }) => name === 'Home') ?? operations[0] ?? null;
}

/** `CredentialPassport` reads `Credential passport`, and `MayI` does not become `May i`. */
export function titleOf({ name }: ReadyOperation): string {
  const [first = '', ...rest] = name.replace(/([a-z])([A-Z])/g, '$1 $2').split(' ');
  return [first, ...rest.map((word) => (word === 'I' ? word : word.toLowerCase()))].join(' ');
}

function rankOf(topic: string): number {
  const place = ORDER.indexOf(topic);
  return place === -1 ? ORDER.length : place;
}
