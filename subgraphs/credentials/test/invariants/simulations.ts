import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { actor, contextOf, credentials, inState } from './credentials.js';
import { inOrder, operation, pick, which, type Weighted } from './operation.js';
import { attempt, BILLING, personOf, type Run } from './run.js';

const DECIDE = `query($input: DecideTrustInput!) { decideTrust(input: $input) { effect trust { level } chain { link verdict reason { code } } } }`;

async function ask(run: Run, query: string, variables: Record<string, unknown>): Promise<unknown> {
  run.step.isSimulation = true;
  const { data, errors } = await run.world.run(query, variables, personOf(run, 0));
  if (errors.length > 0) throw new Error(`A question broke a promise: ${JSON.stringify(errors)}`);
  return Object.values(data ?? {})[0] ?? null;
}

interface Decided {
  readonly effect: string;
}

const decide = operation(
  'decideTrust',
  fc.record({ which, action: fc.constantFrom(...BILLING) }),
  async (run, { which: index, action }) => {
    const credential = pick(credentials(run), index, inState('STAGED', 'ACTIVE', 'ROTATING'));
    if (credential === null) return false;
    const runtimeId = credential.runtime_ids[0] ?? null;
    const input = { credentialId: credential.id, actingTenantId: run.world.tenantId, runtimeId, action };
    const { effect } = (await ask(run, DECIDE, { input })) as Decided; // it is the tenant's own
    run.step.simulated.push({ credentialId: credential.id, action, effect });
    return effect !== 'DENY';
  },
  4,
);

/** Another tenant that there is, and one that there is not. By a duty of the platform's own one may look, so not from there. */
const decideAbroad = operation('decideTrust abroad', which, async (run, index) => {
  const machine = pick(run.machines, index);
  if (machine === null) return false;
  const answers = [];
  for (const actingTenantId of [run.other.tenantId, randomUUID()])
    answers.push(await ask(run, DECIDE, { input: { machineIdentityId: machine, actingTenantId, action: BILLING[0] } }));
  if (run.kind === 'CUSTOMER') run.step.alike.push([answers[0], answers[1]]);
  return answers[0] !== null;
});

const whatIf = operation(
  'whatIf',
  fc.record({ which, what: fc.constantFrom('revoke', 'personLeaves', 'runtimeLocked', 'tenantSuspended') }),
  async (run, { which: index, what }) => {
    const id = {
      revoke: [pick(run.credentials, index) ?? ''],
      personLeaves: pick(run.people, index),
      runtimeLocked: pick(run.runtimes, index) ?? randomUUID(),
      tenantSuspended: run.world.tenantId,
    }[what];
    const query = `query($change: WhatIfInput!) { whatIf(change: $change) { decisionsReplayed newlyDenied } }`;
    return (await ask(run, query, { change: { [what]: id } })) !== null;
  },
);

const whatIfLeaves = operation(
  'whatIfPersonLeaves',
  which,
  async (run, index) => {
    const query = `query($id: ID!) { whatIfPersonLeaves(personId: $id) { identities { outcome } forcedRotations { id } } }`;
    return (await ask(run, query, { id: pick(run.people, index) })) !== null;
  },
  1,
);

const dryRun = operation(
  'dryRun',
  fc.record({ which, by: actor, rotate: fc.boolean() }),
  (run, args) => {
    const machine = pick(inOrder(run.machines, run.rows.machine_identity), args.which);
    if (machine === null) return Promise.resolve(false);
    run.step.isSimulation = true;
    const filter = { machineIdentityId: machine.id };
    return args.rotate
      ? attempt(run, 'bulkRotate', { filter, overlapHours: 0 }, contextOf(run, args.by))
      : attempt(run, 'bulkRevoke', { filter, reason: 'POLICY', note: 'Would it?' }, contextOf(run, args.by));
  },
  1,
);

export const simulations: readonly Weighted[] = [decide, decideAbroad, whatIf, whatIfLeaves, dryRun];
