import type { GraphQLFormattedError } from 'graphql';

const ENTITIES = '_entities';

/** A position in a plan: field names, and `@` for "each of the list". */
type PlanPath = readonly (string | number)[];
type Json = Readonly<Record<string, unknown>>;

/**
 * Moves errors about the n-th entity of a fetch to where that entity stands in the answer. Apollo's executor (2.14.4)
 * counts n among all objects at the fetch's path, also those of other types that the fetch did not ask for: an error about
 * the fifth section of a menu, the only one of its type, would be said of the first.
 */
export function moveToEntities(
  errors: readonly GraphQLFormattedError[],
  fetched: { readonly at: PlanPath; readonly representations: unknown },
  answered: readonly Json[],
): GraphQLFormattedError[] {
  if (!errors.some(isAboutEntity) || !Array.isArray(fetched.representations)) return [...errors];
  const places = placesOf(fetched.at, fetched.representations, answered);
  return errors.map((error) => {
    const [head, index, ...rest] = error.path ?? [];
    const place = isAboutEntity(error) ? places[Number(index)] : undefined;
    return head === undefined || place === undefined ? error : { ...error, path: [head, place, ...rest] };
  });
}

function isAboutEntity({ path }: GraphQLFormattedError): boolean {
  return path?.[0] === ENTITIES && typeof path[1] === 'number';
}

/** Empty when what is there does not fit what was asked: then the errors stay as they came. */
function placesOf(at: PlanPath, representations: readonly unknown[], answered: readonly Json[]): readonly number[] {
  const wanted = new Set(representations.map(typenameOf));
  const root = answered.find((answer) => Object.hasOwn(answer, String(at[0])));
  const places = objectsAt(root, at).flatMap((object, place) => (wanted.has(typenameOf(object)) ? [place] : []));
  return places.length === representations.length ? places : [];
}

/** In the executor's own order, which leaves out what is null. */
function objectsAt(value: unknown, path: PlanPath): unknown[] {
  const [head, ...below] = path;
  if (value === null || value === undefined) return [];
  if (head === undefined) return [value];
  if (Array.isArray(value)) return value.flatMap((item: unknown) => objectsAt(item, head === '@' ? below : path));
  return typeof value === 'object' && Object.hasOwn(value, head) ? objectsAt(Reflect.get(value, head), below) : [];
}

function typenameOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, '__typename') : undefined;
}
