import {
  getNamedType,
  isEnumType,
  isInterfaceType,
  isObjectType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import type { Check } from '../contract/finding.js';

export const meaning: Check = {
  name: 'meaning',
  holds: 'the description of what a domain decides does not change without a note',
  needsGraph: true,
  codes: {
    MEANING_CHANGED: {
      severity: 'warning',
      title: 'the description of a decision changed',
      explain:
        'The words of a field by which a domain tells its decision, or of one of its values, differ from the base. The type is the same, but what clients may rely on may not be. Say which it is in a note: an entry in `schema/contract/accepted.json` with this code, the coordinate and the reason, for example “only the wording; the meaning is as before”.',
      acceptable: true,
    },
  },
  run: async (contract) => {
    const base = contract.baseApi();
    if (base === null) return [];
    const [before, now] = [decisionsIn(base), decisionsIn(await contract.api())];
    return [...now].flatMap(([coordinate, words]) => {
      const was = before.get(coordinate);
      if (was === undefined || sameWords(was, words)) return [];
      const message = `${coordinate} said «${was}» and says «${words}». Has its meaning changed? Note the answer in schema/contract/accepted.json.`;
      return [{ code: 'MEANING_CHANGED', message, place: contract.placeOf(coordinate), coordinate }];
    });
  },
};

/**
 * What a domain decides: a yes, a no or a state that stands beside its `reason`, the values that it can have, and the
 * fields that lead to it. Found by shape, so that a new domain's decisions are seen too.
 */
function decisionsIn(schema: GraphQLSchema): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) || isInterfaceType(type));
  const deciding = new Set(types.filter((type) => isReason(type.getFields()['reason'])).map(({ name }) => name));
  for (const type of types)
    for (const field of Object.values(type.getFields())) {
      const named = getNamedType(field.type);
      const isVerdict = deciding.has(type.name) && isYesOrState(named);
      if (isVerdict || deciding.has(named.name)) found.set(`${type.name}.${field.name}`, field.description ?? '');
      if (!isVerdict || !isEnumType(named)) continue;
      for (const value of named.getValues()) found.set(`${named.name}.${value.name}`, value.description ?? '');
    }
  return found;
}

function isYesOrState(type: GraphQLNamedType): boolean {
  return isEnumType(type) || type.name === 'Boolean';
}

function isReason(field: { readonly type: unknown } | undefined): boolean {
  return String(field?.type).replace('!', '') === 'Reason';
}

const sameWords = (a: string, b: string): boolean => a.replace(/\s+/g, ' ') === b.replace(/\s+/g, ' ');
