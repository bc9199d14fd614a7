import { randomUUID } from 'node:crypto';
import type { ClockRule } from '@bailiwick/events';
import { credentialClockRules } from '../src/clock/credential-clock.js';
import type { CredentialsTables } from '../src/store/tables.js';
import { change } from './machines.js';
import type { World } from './world.js';

export const ROTATION = `rotation { id fromVersion toVersion state drainedPercent laggards { address runtime { id } onLatest } overlapEndsAt startedBy { id } }`;
const ERRORS = 'errors { __typename code path message }';

export const begin = (world: World, credentialId: string, overrides: Record<string, unknown> = {}) =>
  change(
    world,
    `mutation($input: BeginRotationInput!) { beginRotation(input: $input) { ${ROTATION} secret ${ERRORS} } }`,
    {
      credentialId,
      idempotencyKey: randomUUID(),
      ...overrides,
    },
  );

export const complete = (world: World, rotationId: string, force = false) =>
  change(
    world,
    `mutation($input: CompleteRotationInput!) { completeRotation(input: $input) { ${ROTATION} ${ERRORS} } }`,
    { rotationId, force, idempotencyKey: randomUUID() },
  );

export const abort = (world: World, rotationId: string) =>
  change(world, `mutation($input: RotationRefInput!) { abortRotation(input: $input) { ${ROTATION} ${ERRORS} } }`, {
    rotationId,
    idempotencyKey: randomUUID(),
  });

/** What the clock would do at this time, for all that is due in the tenant. Answers which kinds were. */
export async function tick(
  world: World,
  rules: readonly ClockRule<CredentialsTables>[] = credentialClockRules,
): Promise<readonly string[]> {
  return world.database.inTenant(world.tenantId, async (tx) => {
    const due = await tx
      .deleteFrom('due')
      .where('due_at', '<=', world.now)
      .where(
        'kind',
        'in',
        rules.map(({ kind }) => kind),
      )
      .returning(['kind', 'subject', 'due_at'])
      .execute();
    for (const { kind, subject, due_at: dueAt } of due)
      await rules
        .find((rule) => rule.kind === kind)
        ?.fire({ tenantId: world.tenantId, kind, subject, dueAt }, tx, world.now);
    return due.map(({ kind }) => kind);
  });
}

export function later(world: World, seconds: number): void {
  world.now = new Date(world.now.getTime() + seconds * 1_000);
}

/** The credential as its administrators see it. */
export async function seen(world: World, id: string) {
  const { data, errors } = await world.run(
    `{ credential(id: "${id}") { state hint version versions { number state overlapEndsAt consumers { address onLatest } } knowers { actor { id } how }
       rotation { mode nextDueAt overlapHours current { id state drainedPercent laggards { address } } } } }`,
  );
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return data?.['credential'] as Seen; // as the query above asks
}

interface Seen {
  readonly state: string;
  readonly hint: string;
  readonly version: number;
  readonly versions: readonly unknown[];
  readonly knowers: readonly unknown[];
  readonly rotation: { readonly nextDueAt: string | null; readonly current: unknown };
}
