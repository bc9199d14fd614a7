import { isInterfaceType, isObjectType, type GraphQLSchema } from 'graphql';
import type { Contract } from './contract.js';
import { usesOf, type Uses } from './uses.js';

/** What differs between two schemas, as the inspector tells it. */
export interface Change {
  readonly type: string;
  readonly message: string;
  /** Left out for what is about the whole schema. */
  readonly path?: string;
  readonly criticality: { readonly level: string; readonly reason?: string };
  readonly meta: unknown;
}

/** Changes of these are felt only by who uses the very place. Of all others, by who uses what it belongs to. */
const FELT_AT_ITS_PLACE = new Set([
  'FIELD_REMOVED',
  'FIELD_TYPE_CHANGED',
  'FIELD_ARGUMENT_REMOVED',
  'FIELD_ARGUMENT_TYPE_CHANGED',
  'FIELD_ARGUMENT_DEFAULT_CHANGED',
  'INPUT_FIELD_REMOVED',
  'INPUT_FIELD_TYPE_CHANGED',
  'INPUT_FIELD_DEFAULT_VALUE_CHANGED',
  'ENUM_VALUE_REMOVED',
  'TYPE_REMOVED',
  'TYPE_KIND_CHANGED',
]);

export type Users = readonly { readonly name: string; readonly uses: Uses }[];

/** Operations as they are proposed and as the base has them: what is deployed still sends those. */
export function usersOf(contract: Contract, base: GraphQLSchema): Users {
  const listed = [
    ...contract.operations.flatMap(({ operations }) => operations.map((each) => ({ each, where: '' }))),
    ...contract
      .baseOperations()
      .flatMap(({ operations }) => operations.map((each) => ({ each, where: ' at the base' }))),
  ];
  return listed.map(({ each, where }) => ({ name: `${each.name}${where}`, uses: usesOf(base, each) }));
}

/** The names of the operations that use what changed; one that is felt as proposed is not named again for the base. */
export function feltBy(base: GraphQLSchema, change: Change, users: Users): readonly string[] {
  const places = placesOf(base, change);
  const names = users.filter(({ uses }) => places?.some((place) => uses.has(place)) ?? true).map(({ name }) => name);
  return names.filter((name) => !names.includes(name.replace(/ at the base$/, '')) || !name.endsWith(' at the base'));
}

/** Where a change is felt. Null for one of the whole schema, which everybody feels. */
function placesOf(base: GraphQLSchema, { type, path, meta }: Change): readonly string[] | null {
  if (path === undefined) return null;
  const above = path.split('.').slice(0, -1).join('.') || path;
  const places = FELT_AT_ITS_PLACE.has(type) ? [path] : [path, above, ...interfaceIn(meta)];
  return places.flatMap((place) => alikePlaces(base, place));
}

/** Who asks the interface alone gets fewer objects, or others, when a type leaves or joins it. */
function interfaceIn(meta: unknown): readonly string[] {
  const named = new Map<string, unknown>(Object.entries(meta ?? {}));
  return [named.get('removedInterfaceName'), named.get('addedInterfaceName')].filter(
    (each) => typeof each === 'string',
  );
}

/** A field of an object is also asked through its interfaces, and one of an interface on its objects. */
function alikePlaces(base: GraphQLSchema, place: string): readonly string[] {
  const [typeName = '', ...members] = place.split('.');
  const type = base.getType(typeName);
  if (members.length === 0 || (!isObjectType(type) && !isInterfaceType(type))) return [place];
  const kin = [...type.getInterfaces(), ...(isInterfaceType(type) ? base.getImplementations(type).objects : [])];
  return [place, ...kin.map(({ name }) => [name, ...members].join('.'))];
}
