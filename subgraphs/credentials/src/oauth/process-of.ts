import { createHash } from 'node:crypto';
import { z } from 'zod';

const id = z.union([z.string().min(1), z.number().int().nonnegative()]).transform(String);

/**
 * How issuers name what they vouch for, the narrowest first. A pod's uid is never given twice; GitHub's check run is one job
 * of one attempt, where a run has many jobs; a job of GitLab that is retried is another job. A pod's name would not do: a stateful
 * set gives it to each successor.
 */
const NAMES: readonly z.ZodType<string>[] = [
  z
    .object({ 'kubernetes.io': z.object({ pod: z.object({ uid: id }) }) })
    .transform((claims) => `pod ${claims['kubernetes.io'].pod.uid}`),
  z.object({ check_run_id: id }).transform((claims) => `check run ${claims.check_run_id}`),
  z
    .object({ run_id: id, run_attempt: id })
    .transform(({ run_id: run, run_attempt: attempt }) => `run ${run}, attempt ${attempt}`),
  z.object({ job_id: id }).transform((claims) => `job ${claims.job_id}`),
];

const LENGTH_MAX = 120;
const PLAIN = /^[\x20-\x7e]+$/;

/** The process that a workload's token speaks about, by its issuer's own word. Null where the issuer names none. */
export function processOf(claims: unknown): string | null {
  for (const name of NAMES) {
    const { data } = name.safeParse(claims);
    if (data !== undefined) return bounded(data);
  }
  return null;
}

/** What is too long to be shown or kept as it is, is told apart by its digest. */
function bounded(name: string): string {
  if (name.length <= LENGTH_MAX && PLAIN.test(name)) return name;
  return `sha-256 ${createHash('sha256').update(name).digest('base64url')}`;
}
