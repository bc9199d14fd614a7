import type { DomainEvent } from './types.js';

/** Access owns the actions that belong to no single domain, such as `platform.use`. */
const FURTHER_PREFIXES: Readonly<Record<string, readonly string[]>> = { access: ['platform'] };

/**
 * Why an event that arrived is not applied, or null. A domain declares only what it enforces itself: whoever could
 * declare another's action could take its factors away. The whole declaration is refused, because half a catalogue is
 * not what anybody declared.
 */
export function refusalOf(event: DomainEvent, source: string): string | null {
  if (event.type !== `${source}.actions.declared`) return null;
  const names = actionNames(event.data);
  if (names === null) return 'the declaration has no list of named actions';
  const prefixes = [source, ...(FURTHER_PREFIXES[source] ?? [])];
  const isForeign = (name: string): boolean => !prefixes.some((prefix) => name.startsWith(`${prefix}.`));
  return names.some(isForeign) ? 'the declaration names an action of another domain' : null;
}

function actionNames(data: unknown): readonly string[] | null {
  const actions: unknown = typeof data === 'object' && data !== null && 'actions' in data ? data.actions : null;
  if (!Array.isArray(actions)) return null;
  const names = actions.map((action: unknown) =>
    typeof action === 'object' && action !== null && 'name' in action ? action.name : null,
  );
  return names.every((name) => typeof name === 'string') ? names : null;
}
