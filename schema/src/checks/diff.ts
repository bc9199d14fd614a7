import { isInterfaceType, isObjectType, type GraphQLSchema } from 'graphql';
import type { Contract } from '../contract/contract.js';
import { API } from '../contract/contract.js';
import { placeIn, type Check, type Found } from '../contract/finding.js';
import { usesOf, type Uses } from '../contract/uses.js';

interface Change {
  readonly type: string;
  readonly message: string;
  readonly path?: string;
  readonly criticality: { readonly level: string; readonly reason?: string };
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

export const diff: Check = {
  name: 'diff',
  holds: 'nothing that clients use breaks, compared with the base',
  needsGraph: true,
  codes: {
    BREAKING_CHANGE: {
      severity: 'error',
      title: 'a breaking change that a registered operation feels',
      explain:
        'Compared with the base the change breaks an operation that is registered, there or here. Keep the old beside the new, deprecate it, move the operations in a release of their own, and remove it when no base knows a use. If it cannot wait, accept it in `schema/contract/accepted.json` with a reason, an owner and an end date.',
      acceptable: true,
    },
    UNUSED_CHANGE: {
      severity: 'notice',
      title: 'a breaking change that nobody feels',
      explain:
        'The change is breaking by the book, but no registered operation, of the proposal or of the base, uses what changed. It passes. Clients that did not register cannot be seen.',
    },
    DANGEROUS_CHANGE: {
      severity: 'warning',
      title: 'a change that some clients may trip over',
      explain:
        'A new enum value, union member or default: old clients keep validating, but may meet what they do not know. Ask whoever sends the operations that are named.',
      acceptable: true,
    },
    BASE_MISSING: {
      severity: 'notice',
      title: 'there is no base to compare with',
      explain:
        'Neither `--base` was given nor is there a branch `main` to take the merge base with; or the base has no schema yet. Nothing was compared.',
    },
  },
  run: async (contract) => {
    const base = contract.baseApi();
    if (base === null) return [missing(contract)];
    const { diff: compare } = await import('@graphql-inspector/core');
    const changes: readonly Change[] = await compare(base, await contract.api());
    const users = usersOf(contract, base);
    return changes.flatMap((change) => judge(contract, change, feltBy(base, change, users)));
  },
};

function missing({ base }: Contract): Found {
  const message =
    base === null
      ? 'There is no base to compare with. Name one: --base REF, --base FILE or --base release.'
      : `The base ${base.label} has no ${API} yet, so that nothing was compared.`;
  return { code: 'BASE_MISSING', message };
}

type Users = readonly { readonly name: string; readonly uses: Uses }[];

/** Operations as they are proposed and as the base has them: what is deployed still sends those. */
function usersOf(contract: Contract, base: GraphQLSchema): Users {
  const listed = [
    ...contract.operations.flatMap(({ operations }) => operations.map((each) => ({ each, where: '' }))),
    ...contract
      .baseOperations()
      .flatMap(({ operations }) => operations.map((each) => ({ each, where: ' at the base' }))),
  ];
  return listed.map(({ each, where }) => ({ name: `${each.name}${where}`, uses: usesOf(base, each) }));
}

/** The names of the operations that use what changed; one that is felt as proposed is not named again for the base. */
function feltBy(base: GraphQLSchema, { type, path = '' }: Change, users: Users): readonly string[] {
  const places = FELT_AT_ITS_PLACE.has(type) ? [path] : [path, path.split('.').slice(0, -1).join('.') || path];
  const all = places.flatMap((place) => alikePlaces(base, place));
  const names = users.filter(({ uses }) => all.some((place) => uses.has(place))).map(({ name }) => name);
  return names.filter((name) => !names.includes(name.replace(/ at the base$/, '')) || !name.endsWith(' at the base'));
}

/** A field of an object is also asked through its interfaces, and one of an interface on its objects. */
function alikePlaces(base: GraphQLSchema, place: string): readonly string[] {
  const [typeName = '', ...members] = place.split('.');
  const type = base.getType(typeName);
  if (members.length === 0 || (!isObjectType(type) && !isInterfaceType(type))) return [place];
  const kin = [...type.getInterfaces(), ...(isInterfaceType(type) ? base.getImplementations(type).objects : [])];
  return [place, ...kin.map(({ name }) => [name, ...members].join('.'))];
}

function judge({ tree, base }: Contract, change: Change, felt: readonly string[]): Found[] {
  const { level, reason } = change.criticality;
  if (level === 'NON_BREAKING') return [];
  const coordinate = change.path ?? change.type;
  const place = placeIn(API, tree.read(API), wordsAt(coordinate));
  const what = `${change.message}${reason === undefined ? '' : ` (${reason})`}`;
  const who = felt.length === 0 ? 'No registered operation uses it.' : `Used by ${felt.join(', ')}.`;
  if (level === 'DANGEROUS')
    return [{ code: 'DANGEROUS_CHANGE', message: `${what}. ${who} Ask whoever sends them.`, place, coordinate }];
  if (felt.length === 0) return [{ code: 'UNUSED_CHANGE', message: `${what}. ${who}`, place, coordinate }];
  const message = `${what}, compared with ${base?.label ?? 'the base'}. ${who} Keep it and deprecate it, or accept the change in schema/contract/accepted.json.`;
  return [{ code: 'BREAKING_CHANGE', message, place, coordinate }];
}

/** What is left of a removed member in the schema is its type. */
function wordsAt(coordinate: string): string {
  return ` ${coordinate.split('.')[0] ?? ''} `;
}
