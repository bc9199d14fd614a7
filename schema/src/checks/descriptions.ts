import { Kind, type DefinitionNode, type FieldDefinitionNode, type InputValueDefinitionNode } from 'graphql';
import { placeOf, type Found } from '../contract/finding.js';
import type { SubgraphSource } from '../subgraphs.js';

/** Everything that has no description, in the files of the domains and in what they share. */
export function undescribedIn(subgraphs: readonly SubgraphSource[]): readonly Found[] {
  return subgraphs.flatMap(({ typeDefs }) => typeDefs.definitions.flatMap(undescribed)).filter(isFirst);
}

/** The shared vocabulary is part of every subgraph: what is wrong there is said once. */
function isFirst(found: Found, index: number, all: readonly Found[]): boolean {
  const at = ({ place, coordinate }: Found) => `${place?.file ?? ''} ${place?.line ?? 0} ${coordinate ?? ''}`;
  return all.findIndex((other) => at(other) === at(found)) === index;
}

type Described = Pick<FieldDefinitionNode, 'description' | 'loc'>;

const ROOTS = new Set(['Query', 'Mutation', 'Subscription']);

function undescribed(definition: DefinitionNode): Found[] {
  if (!('name' in definition) || definition.kind === Kind.FRAGMENT_DEFINITION) return [];
  const { value: name } = definition.name;
  const isNew = !definition.kind.endsWith('Extension') && !ROOTS.has(name) && 'description' in definition;
  const members = 'fields' in definition ? (definition.fields ?? []) : [];
  const values = 'values' in definition ? (definition.values ?? []) : [];
  return [
    ...(isNew ? unless(definition, name) : []),
    ...values.flatMap((value) => unless(value, `${name}.${value.name.value}`)),
    ...members.flatMap((member) => [
      ...unless(member, `${name}.${member.name.value}`),
      ...argumentsOf(member).flatMap((each) => unless(each, `${name}.${member.name.value}(${each.name.value}:)`)),
    ]),
  ];
}

function argumentsOf(member: FieldDefinitionNode | InputValueDefinitionNode): readonly InputValueDefinitionNode[] {
  return 'arguments' in member ? (member.arguments ?? []) : [];
}

function unless(node: Described, coordinate: string): Found[] {
  if ((node.description?.value ?? '').trim() !== '') return [];
  const message = `${coordinate} has no description. Say what it means, when it is null, and what refuses it.`;
  return [{ code: 'DESCRIPTION_MISSING', message, place: placeOf(node), coordinate }];
}
