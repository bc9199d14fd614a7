import { isInterfaceType, isListType, isNonNullType, isObjectType } from 'graphql';
import type { Contract } from '../contract/contract.js';
import type { Found } from '../contract/finding.js';
import { ownedParts, type Owned } from '../contract/owners.js';

/** What must be nullable because an outage of its domain would null what others answered. */
export async function nonNullAtEdges(contract: Contract): Promise<Found[]> {
  const result = await contract.composition();
  if ('problems' in result) return [];
  const api = await contract.api();
  const parts = ownedParts(result.composed.supergraph, api, contract.placeOf);
  const met = meetingPlaces(parts);
  return parts.flatMap(({ coordinate, isKey, place }): Found[] => {
    const [typeName = '', fieldName] = coordinate.split('.');
    const type = api.getType(typeName);
    if (fieldName === undefined || isKey || (!isObjectType(type) && !isInterfaceType(type))) return [];
    const field = type.getFields()[fieldName];
    if (field === undefined || !isNonNullType(field.type) || (typeName !== 'Query' && !met.has(typeName))) return [];
    const kind = isListType(field.type.ofType) ? 'list' : 'field';
    const message = `${coordinate} is a non-null ${kind} where several domains meet: an outage of its domain would null what others answered. Make it nullable, and say when it is null.`;
    return [{ code: 'NULLABILITY_AT_EDGE', message, place, coordinate }];
  });
}

/** Entities about which several domains say more than the key. */
function meetingPlaces(parts: readonly Owned[]): ReadonlySet<string> {
  const typeOf = (coordinate: string) => coordinate.split('.')[0] ?? '';
  const entities = new Set(parts.filter(({ isKey }) => isKey).map(({ coordinate }) => typeOf(coordinate)));
  const met = [...entities].filter((entity) => {
    const more = parts.filter(({ coordinate, isKey }) => !isKey && coordinate.startsWith(`${entity}.`));
    return new Set(more.flatMap(({ by }) => by)).size > 1;
  });
  return new Set(met);
}
