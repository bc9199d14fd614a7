import { randomUUID } from 'node:crypto';
import type { Command, Context, Outcome } from '../command.js';
import { EXIT } from '../exit.js';
import { change } from '../gateway/change.js';
import { unknown } from '../gateway/find.js';
import type { Gateway } from '../gateway/gateway.js';
import { ABORT_ROTATION, BEGIN_ROTATION, COMPLETE_ROTATION, FIND_ROTATION } from '../operations/rotation.js';
import { misused } from '../problem.js';
import { keepSecretOf, reserveAsSaid, SECRET_OPTIONS, secretLines } from '../secrets/secret-options.js';
import { agreed } from '../terminal/agreed.js';
import { describeRotation } from './describe-rotation.js';

export const rotate: Command = {
  name: 'rotate',
  usage: 'CREDENTIAL --secret-file FILE | --status | --complete [--force] | --abort',
  summary: 'gives a credential a new secret beside the old one, and shows who still uses the old',
  about: `
CREDENTIAL is its id. Both secrets are accepted until every caller that was seen has moved, or the overlap ends; then the
rotation completes by itself. FILE may be the one that holds the old secret: it is replaced in one step.

  bailiwick rotate d0000000-0000-4000-8000-000000000001 --overlap-hours 48 --secret-file nightly.key
  bailiwick rotate d0000000-0000-4000-8000-000000000001 --status
  bailiwick rotate d0000000-0000-4000-8000-000000000001 --complete`,
  options: {
    'overlap-hours': { type: 'string', value: 'N', help: 'how long the old secret is accepted beside the new one' },
    status: { type: 'boolean', help: 'shows the rotation: how many have moved, and who has not' },
    complete: { type: 'boolean', help: 'ends the old secret now; refused while callers still use it' },
    force: { type: 'boolean', help: 'with --complete: even so. They fail from then on' },
    abort: { type: 'boolean', help: 'ends the new secret; the old one goes on' },
    yes: { type: 'boolean', short: 'y', help: 'does not ask' },
    ...SECRET_OPTIONS,
  },
  words: { least: 1, most: 1 },
  run: (context) => {
    const { given } = context;
    const ways = ['status', 'complete', 'abort'].filter((name) => given.flag(name));
    if (ways.length > 1) throw misused(`--${ways.join(' and --')} are two things.`, 'Say one of them.');
    if (given.flag('force') && !given.flag('complete'))
      throw misused('--force goes with --complete.', 'bailiwick rotate CREDENTIAL --complete --force');
    return ways.length === 0 ? begin(context) : goOn(context, ways[0] ?? '');
  },
};

async function begin(context: Context): Promise<Outcome> {
  const { given, style, gateway: open } = context;
  const credentialId = given.words[0] ?? '';
  const overlapHours = given.whole('overlap-hours');
  const input = { credentialId, overlapHours, idempotencyKey: randomUUID() };
  const place = await reserveAsSaid(context);
  const { rotation, secret } = await keepSecretOf(place, async () => change(await open(), BEGIN_ROTATION, input));
  return {
    text: describeRotation(rotation, secretLines(context, secret), style),
    json: { rotation, ...(given.flag('show-secret') && { secret }) },
  };
}

async function goOn(context: Context, way: string): Promise<Outcome> {
  const { given, style, gateway: open } = context;
  const gateway = await open();
  const { current, words } = await findRotation(gateway, given.words[0] ?? '');
  if (way === 'status') return { text: describeRotation(current, [], style), json: { rotation: current } };
  const force = given.flag('force');
  if (
    force &&
    !(await agreed(context, `End the old secret of ${words}, although ${current.laggards.length} still use it?`))
  )
    return { text: 'Nothing was changed.\n', json: null, exit: EXIT.refused };
  const input = { rotationId: current.id, idempotencyKey: randomUUID() };
  const { rotation } =
    way === 'abort'
      ? await change(gateway, ABORT_ROTATION, input)
      : await change(gateway, COMPLETE_ROTATION, { ...input, force });
  return { text: describeRotation(rotation, [], style), json: { rotation } };
}

async function findRotation(gateway: Gateway, id: string) {
  const { credential } = await gateway.ask(FIND_ROTATION, { id });
  if (credential === null) throw unknown('credential', id, 'bailiwick list credentials shows their ids.');
  const { name, machineIdentity, rotation } = credential;
  const words = `${name} of ${machineIdentity.name ?? machineIdentity.id}`;
  if (rotation.current === null)
    throw misused(`${words} was never rotated.`, `Begin with: bailiwick rotate ${id} --secret-file FILE`);
  return { current: rotation.current, words };
}
