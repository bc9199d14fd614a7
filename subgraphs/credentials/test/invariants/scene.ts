import { attempt, BILLING, openRun, personOf, type Run } from './run.js';
import { readRows } from './rows.js';

/** A tenant in which something can happen from the first step on: machines that work, with keys, and one that waits. */
export async function setScene(kind: Run['kind'], environment: Run['environment']): Promise<Run> {
  const run = await openRun(kind, environment);
  const { world, people } = run;
  const network = { name: 'cluster', kind: 'KUBERNETES', environment, attestors: [], networks: ['10.0.0.0/24'] };
  await attempt(run, 'registerRuntime', network);
  await attempt(run, 'updateMachinePolicy', { fourEyesActions: ['billing.plan.change'], expectedVersion: 0 });
  const tenant = { kind: 'TENANT', ref: world.tenantId };
  await addMachine(run, people.slice(0, 2), tenant, BILLING.slice(0, 2));
  await addMachine(run, people.slice(2, 3), tenant, BILLING.slice(0, 2));
  await addMachine(run, people.slice(1, 3), { kind: 'EXTERNAL_INTEGRATION', ref: 'hubspot' }, BILLING.slice(2));
  const subject = { kind: 'PERSON', id: people[3] };
  const owner = { assignmentId: people[3], role: 'owner', subject, expiresAt: null, ended: false, version: 1 };
  await world.hear('access.role_assignment.changed', people[3] ?? '', owner);
  run.rows = await readRows(world);
  return run;
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
  const key = { name: 'nightly', purpose: 'The nightly run.', ceiling: actions, runtimeIds: [], expiresInDays: 90 };
  await attempt(run, 'issueCredential', { machineIdentityId: id, ...key }, personOf(run, run.machines.length));
}
