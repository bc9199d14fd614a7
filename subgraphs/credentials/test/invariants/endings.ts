import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { isRight } from './exchanges.js';
import { credentials, inState } from './credentials.js';
import { inOrder, operation, pick, which, type Weighted } from './operation.js';
import { USABLE } from './rows.js';
import { attempt, type Run } from './run.js';
import { fireDue } from './circumstances.js';

/** What each scope names, of what there is: mostly something that can still be taken back. */
const TARGETS = {
  VERSION: (run: Run, index: number) => `${openCredential(run, index)}:${index % 2 === 0 ? 1 : 2}`,
  CREDENTIAL: (run: Run, index: number) => openCredential(run, index),
  IDENTITY: (run: Run, index: number) =>
    pick(inOrder(run.machines, run.rows.machine_identity), index, inState('ACTIVE'))?.id ?? randomUUID(),
  KNOWER: (run: Run, index: number) => pick(run.people, index) ?? randomUUID(),
  RUNTIME: (run: Run, index: number) => pick(run.runtimes, index) ?? randomUUID(),
  ISSUER: () => 'https://issuer.example',
  OWNER: () => 'EXTERNAL_INTEGRATION:hubspot',
  TENANT: (run: Run) => run.world.tenantId,
} as const;

const openCredential = (run: Run, index: number): string =>
  pick(credentials(run), index, inState(...USABLE))?.id ?? randomUUID();

const revokeIn = (scope: keyof typeof TARGETS, weight: number): Weighted =>
  operation(
    `revoke ${scope}`,
    which,
    (run, index) =>
      attempt(run, 'revoke', {
        scope,
        targetId: TARGETS[scope](run, index),
        reason: 'POLICY',
        note: 'It has to end.',
      }),
    weight,
  );

/** A process that shows a key of its own has no mutation yet, so its row is written; then it is taken back. */
const revokeInstance = operation(
  'revoke RUNTIME_INSTANCE',
  which,
  async (run, index) => {
    const [id, runtimeId] = [randomUUID(), pick(run.runtimes, index)];
    if (runtimeId === null) return false;
    const seen = { first_seen: run.world.now, last_seen: run.world.now };
    await run.world.database.inTenant(run.world.tenantId, (tx) =>
      tx
        .insertInto('runtime_instance')
        .values({ id, runtime_id: runtimeId, key_thumbprint: id, ...seen })
        .execute(),
    );
    return attempt(run, 'revoke', {
      scope: 'RUNTIME_INSTANCE',
      targetId: id,
      reason: 'POLICY',
      note: 'It has to end.',
    });
  },
  1,
);

const revokeMany = operation(
  'bulkRevoke',
  which,
  async (run, index) => {
    const credential = pick(credentials(run), index, inState('SUSPENDED', 'DORMANT'));
    if (credential === null) return false;
    const filter = { machineIdentityId: credential.machine_identity_id, state: [credential.state] };
    await attempt(run, 'bulkRevoke', { filter, reason: 'CEASED', note: 'The project ended.', dryRun: false });
    return (run.step.calls.at(-1)?.payload.changed ?? 0) > 0;
  },
  1,
);

/** Somebody shows a secret, of whatever age; what follows from it is the clock's. */
const leak = operation(
  'leak',
  fc.record({ which, address: fc.nat(250) }),
  async (run, args) => {
    const shown = pick(run.shown, args.which, (each) => isRight(run, each));
    const route = run.world.domain.parts.publicRoutes?.find(({ path }) => path === '/leak-report');
    if (shown === null || route === undefined) return false;
    await route.handle({
      ...{ method: 'POST', path: '/leak-report', query: new URLSearchParams(), address: `192.0.2.${args.address}` },
      ...{
        headers: { 'content-type': 'application/json' },
        body: Buffer.from(JSON.stringify({ secret: shown.secret })),
      },
    });
    return (await fireDue(run)).includes('credential.leaked');
  },
  1,
);

export const endingOperations: readonly Weighted[] = [
  revokeIn('VERSION', 2),
  revokeIn('CREDENTIAL', 2),
  ...(['IDENTITY', 'KNOWER', 'RUNTIME', 'ISSUER', 'OWNER', 'TENANT'] as const).map((scope) => revokeIn(scope, 1)),
  ...[revokeInstance, revokeMany, leak],
];
