import { attempt, BILLING, openRun, personOf, type Run } from './run.js';
import { readRows } from './rows.js';

/**
 * A tenant in which something can happen from the first step on: machines that work, with keys, of which one allows less than its
 * machine answers for and ends before the longest overlap would, one waits for a second person, and one was approved for one place.
 */
export async function setScene(kind: Run['kind'], environment: Run['environment']): Promise<Run> {
  const run = await openRun(kind, environment);
  const { world, people } = run;
  for (const [index, where] of [environment, environment === 'live' ? 'test' : 'live'].entries()) {
    const place = { name: 'cluster', kind: 'KUBERNETES', attestors: [], networks: [`10.${index}.0.0/24`] };
    await attempt(run, 'registerRuntime', { ...place, environment: where });
  }
  await attempt(run, 'updateMachinePolicy', { fourEyesActions: ['billing.plan.change'], expectedVersion: 0 });
  const tenant = { kind: 'TENANT', ref: world.tenantId };
  await addMachine(run, people.slice(0, 2), tenant, BILLING.slice(0, 2));
  await addMachine(run, people.slice(2, 3), tenant, BILLING.slice(0, 2));
  await addMachine(run, people.slice(1, 3), { kind: 'EXTERNAL_INTEGRATION', ref: 'hubspot' }, BILLING.slice(2));
  await approved(run);
  const subject = { kind: 'PERSON', id: people[3] };
  const owner = { assignmentId: people[3], role: 'owner', subject, expiresAt: null, ended: false, version: 1 };
  await world.hear('access.role_assignment.changed', people[3] ?? '', owner);
  run.rows = await readRows(world);
  return run;
}

async function approved(run: Run): Promise<void> {
  const key = { name: 'yearly', purpose: 'The yearly run.', ceiling: BILLING.slice(2), expiresInDays: 90 };
  const input = { machineIdentityId: run.machines.at(-1), ...key, runtimeIds: run.runtimes.slice(0, 1) };
  await attempt(run, 'issueCredential', input, personOf(run, 0));
  await attempt(run, 'approveCredential', { id: run.credentials.at(-1), expectedVersion: 1 }, personOf(run, 1));
}

async function addMachine(
  run: Run,
  stewardIds: readonly string[],
  owner: object,
  actions: readonly string[],
): Promise<void> {
  const { environment } = run;
  const name = `machine ${run.machines.length}`;
  await attempt(run, 'declareMachineIdentity', {
    ...{ name, boundary: 'HOME_TENANT_ONLY', environment, runtimeIds: [], stewardIds, owner },
    responsibility: { statement: 'Sends invoices.', actions, dataClasses: [] },
  });
  const id = run.machines.at(-1) ?? '';
  await attempt(run, 'activateMachineIdentity', { id, expectedVersion: 1 });
  const [expiresInDays, ceiling] = run.machines.length === 1 ? [20, actions.slice(1)] : [90, actions];
  const key = { name: 'nightly', purpose: 'The nightly run.', ceiling, runtimeIds: [], expiresInDays };
  await attempt(run, 'issueCredential', { machineIdentityId: id, ...key }, personOf(run, run.machines.length));
}
