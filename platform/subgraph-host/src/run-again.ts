import type { Log } from '@bailiwick/config';

/** What PostgreSQL ends so that others can go on: serialization_failure and deadlock_detected. Nothing of it was done. */
const YIELDED: ReadonlySet<unknown> = new Set(['40001', '40P01']);
const AGAIN_MAX = 2;

/**
 * Runs a transaction that the database ended for the sake of another once more, and a third time. Only for work that is
 * nowhere but in its transaction. Who waits for whom is a defect of the order in which rows are locked, so each is said.
 */
export async function runAgain<Result>(
  log: Pick<Log, 'warn'>,
  named: Readonly<Record<string, unknown>>,
  transaction: () => Promise<Result>,
): Promise<Result> {
  for (let again = 1; ; again += 1) {
    try {
      return await transaction();
    } catch (error) {
      if (again > AGAIN_MAX || !hasYielded(error)) throw error;
      log.warn({ err: error, again, ...named }, 'change run again');
    }
  }
}

function hasYielded(error: unknown): boolean {
  return error instanceof Error && 'code' in error && YIELDED.has(error.code);
}
