import { randomUUID } from 'node:crypto';
import type { Command, Given } from '../command.js';
import { EXIT } from '../exit.js';
import { change } from '../gateway/change.js';
import { findCredential } from '../gateway/find.js';
import { NARROW, type CredentialRow } from '../operations/credentials.js';
import { misused } from '../problem.js';
import { agreed } from '../terminal/agreed.js';
import { plain } from '../terminal/style.js';

export const narrow: Command = {
  name: 'narrow',
  usage: 'CREDENTIAL --remove ACTION… | --ceiling ACTION… [--yes]',
  summary: 'takes actions out of what a credential allows, for ever',
  about: `
CREDENTIAL is its id. There is no way back but a new credential, so a terminal is asked first; a pipeline says --yes.

  bailiwick narrow d0000000-0000-4000-8000-000000000001 --remove billing.account.read`,
  options: {
    remove: { type: 'string', value: 'ACTION', multiple: true, help: 'what it allows no more' },
    ceiling: { type: 'string', value: 'ACTION', multiple: true, help: 'instead: all that is left' },
    yes: { type: 'boolean', short: 'y', help: 'does not ask' },
  },
  words: { least: 1, most: 1 },
  run: async (context) => {
    const { given, gateway: open } = context;
    const [removed, left] = [given.texts('remove'), given.texts('ceiling')];
    if ((removed.length === 0) === (left.length === 0))
      throw misused('Say one thing: what is removed, or what is left.', '--remove ACTION, or --ceiling ACTION.');
    const gateway = await open();
    const credential = await findCredential(gateway, given.words[0] ?? '');
    const ceiling = left.length > 0 ? left : without(credential, removed);
    const words = `${credential.name} of ${credential.machineIdentity.name ?? ''}`;
    if (!(await agreed(context, `Leave ${words} nothing but ${ceiling.join(', ')}, for ever?`)))
      return { text: 'Nothing was changed.\n', json: null, exit: EXIT.refused };
    const input = { id: credential.id, ceiling, expectedVersion: credential.version, idempotencyKey: randomUUID() };
    const { credential: now } = await change(gateway, NARROW, input);
    return { text: `${plain(words)} allows ${now?.ceiling.join(', ') ?? ''}.\n`, json: now };
  },
};

/** A mistyped action would be taken for one that is gone already. */
function without({ ceiling }: CredentialRow, removed: ReturnType<Given['texts']>): readonly string[] {
  const strange = removed.filter((action) => !ceiling.includes(action));
  if (strange.length > 0) throw misused(`It does not allow ${strange.join(', ')}.`, `It allows ${ceiling.join(', ')}.`);
  const left = ceiling.filter((action) => !removed.includes(action));
  if (left.length === 0)
    throw misused('Nothing would be left.', 'A credential that may do nothing is revoked: bailiwick revoke.');
  return left;
}
