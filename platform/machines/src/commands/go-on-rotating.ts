import { randomUUID } from 'node:crypto';
import type { Context, Outcome } from '../command.js';
import { EXIT } from '../exit.js';
import { change } from '../gateway/change.js';
import { unknown } from '../gateway/find.js';
import type { Gateway } from '../gateway/gateway.js';
import { ABORT_ROTATION, COMPLETE_ROTATION, FIND_ROTATION, type Rotation } from '../operations/rotation.js';
import { Problem } from '../problem.js';
import { agreed } from '../terminal/agreed.js';
import { describeRotation } from './describe-rotation.js';

export async function showRotation(context: Context): Promise<Outcome> {
  const { rotation } = await findRotation(await context.gateway(), context.given.words[0] ?? '');
  return outcomeOf(rotation, context);
}

/** With callers that still use the old secret it is an outage for them, and somebody has to want that. */
export async function completeRotation(context: Context): Promise<Outcome> {
  const { given, gateway: open } = context;
  const force = given.flag('force');
  const gateway = await open();
  const { rotation, words } = await findRotation(gateway, given.words[0] ?? '');
  const late = rotation.laggards.length;
  if (force && late > 0 && !(await agreed(context, `End the old secret of ${words}, although ${late} still use it?`)))
    return { text: 'Nothing was changed.\n', json: null, exit: EXIT.refused };
  const input = { rotationId: rotation.id, force, idempotencyKey: randomUUID() };
  return outcomeOf((await change(gateway, COMPLETE_ROTATION, input)).rotation, context);
}

export async function abortRotation(context: Context): Promise<Outcome> {
  const gateway = await context.gateway();
  const { rotation } = await findRotation(gateway, context.given.words[0] ?? '');
  const input = { rotationId: rotation.id, idempotencyKey: randomUUID() };
  return outcomeOf((await change(gateway, ABORT_ROTATION, input)).rotation, context);
}

/** The rotation under way, or the last that was, and how its credential is called. */
export async function findRotation(gateway: Gateway, id: string) {
  const { credential } = await gateway.ask(FIND_ROTATION, { id });
  if (credential === null) throw unknown('credential', id, 'bailiwick list credentials shows their ids.');
  const { name, machineIdentity, rotation } = credential;
  const words = `${name} of ${machineIdentity.name ?? machineIdentity.id}`;
  if (rotation.current === null)
    throw new Problem(EXIT.refused, `${words} was never rotated.`, {
      next: `Begin with: bailiwick rotate ${id} --secret-file FILE`,
    });
  return { rotation: rotation.current, words };
}

function outcomeOf(rotation: Rotation | null, { style }: Pick<Context, 'style'>): Outcome {
  return { text: describeRotation(rotation, [], style), json: { rotation } };
}
