/** So many reports in a minute; beyond, how many seconds to wait. */
export interface ReportLimit {
  /** Null when the report may be taken. */
  readonly take: (address: string | null, now: Date) => number | null;
}

export const REPORTS_PER_ADDRESS = 10;
export const REPORTS_ALTOGETHER = 300;
const WINDOW_MS = 60_000;

/**
 * Counted in memory, for each process: what it protects is this process's database. A network of IPv6 counts as one address,
 * since each of its holders has 2^64 of them. The counts of a minute are dropped with it, so the memory is bounded.
 */
export function createReportLimit(): ReportLimit {
  let window = 0;
  let altogether = 0;
  const counts = new Map<string, number>();
  return {
    take: (address, now) => {
      const current = Math.floor(now.getTime() / WINDOW_MS);
      if (current !== window) {
        window = current;
        altogether = 0;
        counts.clear();
      }
      const source = sourceOf(address);
      const own = counts.get(source) ?? 0;
      if (own >= REPORTS_PER_ADDRESS || altogether >= REPORTS_ALTOGETHER)
        return Math.max(1, Math.ceil(((window + 1) * WINDOW_MS - now.getTime()) / 1_000));
      counts.set(source, own + 1);
      altogether += 1;
      return null;
    },
  };
}

function sourceOf(address: string | null): string {
  if (address === null) return '';
  if (!address.includes(':') || address.startsWith('::ffff:')) return address;
  return address.split(':').slice(0, 4).join(':');
}
