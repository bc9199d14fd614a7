import fc from 'fast-check';
import { actor, contextOf, credentials, inState, proofOf } from './credentials.js';
import { inOrder, operation, pick, which, type Weighted } from './operation.js';
import { needsTwo, USABLE, type CredentialRow } from './rows.js';
import { attempt, type Run } from './run.js';

const beginnings = fc.record({ which, by: actor, overlapHours: fc.constantFrom(null, 0, 1, 720, 720, 720, 721) });
type Beginning = typeof beginnings extends fc.Arbitrary<infer Value> ? Value : never;

const beginOn =
  (wanted: (row: CredentialRow, run: Run) => boolean) =>
  (run: Run, { which: index, by, overlapHours }: Beginning): Promise<boolean> => {
    const credential = pick(credentials(run), index, (row) => wanted(row, run));
    if (credential === null) return Promise.resolve(false);
    const key = credential.kind === 'PRIVATE_KEY_JWT' ? proofOf(credential.kind) : {};
    return attempt(run, 'beginRotation', { credentialId: credential.id, overlapHours, ...key }, contextOf(run, by));
  };

const begin = operation('begin', beginnings, beginOn(inState(...USABLE, 'DORMANT')), 8);
/** Of what two people lend together, so that something waits for the second. */
const beginOfTwo = operation(
  'begin of two',
  beginnings,
  beginOn((row, { rows }) => USABLE.includes(row.state) && needsTwo(rows, row)),
  6,
);

const rotationOf = (run: Run, index: number, ...states: readonly string[]) => {
  const rotations = inOrder(run.rotations, run.rows.rotation);
  return pick(rotations, index, inState('IN_PROGRESS', ...states))?.id ?? null;
};

const complete = operation('complete', fc.record({ which, force: fc.boolean() }), (run, { which: index, force }) => {
  const rotationId = rotationOf(run, index);
  return rotationId === null ? Promise.resolve(false) : attempt(run, 'completeRotation', { rotationId, force });
});

const abort = operation('abort', which, (run, index) => {
  const rotationId = rotationOf(run, index, 'PENDING_APPROVAL');
  return rotationId === null ? Promise.resolve(false) : attempt(run, 'abortRotation', { rotationId });
});

/** Ends the secrets that there are, and makes none. */
const force = operation('force', fc.record({ which, overlapHours: fc.constantFrom(0, 2, 48) }), async (run, args) => {
  const credential = pick(credentials(run), args.which, inState(...USABLE));
  if (credential === null) return false;
  const filter = { machineIdentityId: credential.machine_identity_id };
  await attempt(run, 'bulkRotate', { filter, overlapHours: args.overlapHours, dryRun: false });
  return (run.step.calls.at(-1)?.payload.changed ?? 0) > 0;
});

export const rotationOperations: readonly Weighted[] = [begin, beginOfTwo, complete, abort, force];
