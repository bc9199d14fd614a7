/** Access's last word on a principal's scope, for while it does not answer. */
export interface LastScopes {
  readonly remember: (key: string, scope: readonly string[], now: Date) => void;
  readonly recall: (key: string, now: Date) => readonly string[] | null;
}

const KEPT_MS = 5 * 60_000;
const PRINCIPALS_MAX = 10_000;

/** Bounded: beyond it the principal that was least recently heard of is forgotten. */
export function createLastScopes(): LastScopes {
  const kept = new Map<string, { readonly scope: readonly string[]; readonly at: number }>();
  return {
    remember: (key, scope, now) => {
      kept.delete(key);
      kept.set(key, { scope, at: now.getTime() });
      const [oldest] = kept.keys();
      if (kept.size > PRINCIPALS_MAX && oldest !== undefined) kept.delete(oldest);
    },
    recall: (key, now) => {
      const found = kept.get(key);
      return found !== undefined && now.getTime() - found.at <= KEPT_MS ? found.scope : null;
    },
  };
}
