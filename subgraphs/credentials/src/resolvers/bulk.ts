import { randomUUID } from 'node:crypto';
import { orRefuse } from '@bailiwick/decision';
import { decideBulk } from '../domain/bulk.js';
import type { RevocationReason } from '../domain/revocation.js';
import { findBulk, insertBulk, type Bulk } from '../store/bulk.js';
import { carryOn } from '../bulk/carry-on.js';
import { listCredentialsById } from '../store/credential.js';
import type { CredentialFilter } from '../store/credential-page.js';
import { listSample, readBlastRadius, type BlastRadius } from '../store/selection.js';
import { actorOf, READ, type Context, type CredentialsSession, type Tx } from './context.js';

interface RevokeInput {
  readonly filter: CredentialFilter;
  readonly reason: RevocationReason;
  readonly note: string;
  readonly dryRun: boolean;
}
interface RotateInput {
  readonly filter: CredentialFilter;
  readonly overlapHours: number;
  readonly dryRun: boolean;
}
interface Payload extends BlastRadius {
  readonly dryRun: boolean;
  readonly changed: number;
  readonly sampleIds: readonly string[];
  readonly operationId: string | null;
}

const SAMPLE = 10;
const HOUR_MS = 3_600_000;

/** First the blast radius, which is all of a dry run; then the first part at once and the rest by the clock. */
export const bulkResolvers = {
  Query: {
    bulkOperation: (_: unknown, { id }: { readonly id: string }, { session }: Context) =>
      session.read(READ, (tx) => findBulk(tx, id)),
  },
  Mutation: {
    bulkRevoke: (_: unknown, { input }: { readonly input: RevokeInput }, { session }: Context) =>
      session.change('credentials.credential.revoke', null, (tx) => {
        const { filter, reason, note, dryRun } = input;
        orRefuse(decideBulk({ ...filter }, { note }));
        return run(tx, session, dryRun, { ...newBulk(session, filter), kind: 'REVOKE', reason, note });
      }),

    bulkRotate: (_: unknown, { input }: { readonly input: RotateInput }, { session }: Context) =>
      session.change('credentials.credential.rotate', null, (tx) => {
        const { filter, overlapHours, dryRun } = input;
        orRefuse(decideBulk({ ...filter }, { overlapHours }));
        const overlapEndsAt = new Date(session.now.getTime() + overlapHours * HOUR_MS);
        return run(tx, session, dryRun, { ...newBulk(session, filter), kind: 'ROTATE', overlapEndsAt });
      }),
  },
  BulkPayload: {
    matched: ({ matched }: Partial<Payload>) => matched ?? 0,
    changed: ({ changed }: Partial<Payload>) => changed ?? 0,
    machines: ({ machines }: Partial<Payload>) => machines ?? 0,
    owners: ({ owners }: Partial<Payload>) => owners ?? 0,
    dryRun: ({ dryRun }: Partial<Payload>) => dryRun ?? true,
    sample: ({ sampleIds }: Partial<Payload>, _: unknown, { session }: Context) =>
      session.readOpen((tx) => listCredentialsById(tx, sampleIds ?? [])),
    operation: ({ operationId }: Partial<Payload>, _: unknown, { session }: Context) =>
      typeof operationId === 'string' ? session.readOpen((tx) => findBulk(tx, operationId)) : null,
  },
  BulkOperation: {
    startedBy: ({ by }: Bulk) => by,
  },
};

async function run(tx: Tx, session: CredentialsSession, dryRun: boolean, bulk: Bulk): Promise<Payload> {
  const radius = await readBlastRadius(tx, bulk, session.now);
  const sampleIds = (await listSample(tx, bulk, session.now, SAMPLE)).map(({ id }) => id);
  if (dryRun) return { ...radius, dryRun, changed: 0, sampleIds, operationId: null };
  const whole = { ...bulk, matched: radius.matched };
  await insertBulk(tx, whole);
  const { changed } = await carryOn(tx, whole, session.now);
  return { ...radius, dryRun, changed, sampleIds, operationId: bulk.id };
}

function newBulk(session: CredentialsSession, filter: CredentialFilter): Omit<Bulk, 'kind'> {
  return {
    id: randomUUID(),
    selection: { by: 'FILTER', filter },
    reason: null,
    revocationId: null,
    overlapEndsAt: null,
    by: actorOf(session),
    note: '',
    startedAt: session.now,
    finishedAt: null,
    matched: 0,
    changed: 0,
    afterId: null,
  };
}
