import { randomUUID } from 'node:crypto';
import type { Command, Context } from '../command.js';
import { EXIT } from '../exit.js';
import { change } from '../gateway/change.js';
import { REVOKE } from '../operations/credentials.js';
import { agreed } from '../terminal/agreed.js';
import { aligned, indented, listing } from '../terminal/table.js';
import { scopeOf, SCOPES } from './revocation-scopes.js';

export const revoke: Command = {
  name: 'revoke',
  usage: 'TARGET --reason REASON --note TEXT [--scope SCOPE] [--yes]',
  summary: 'takes a credential, or all of a machine, owner, runtime, person …, back for ever',
  about: `
TARGET is what is taken back: a credential's id, or what the scope says. Gateways refuse every token made from it within a
second. There is no way back, so a terminal is asked first; a pipeline says --yes.

${indented(aligned(Object.entries(SCOPES).map(([name, { help }]) => [name, help])))}
  bailiwick revoke d0000000-0000-4000-8000-000000000001 --reason COMPROMISED --note "Seen in a public log." --yes
  bailiwick revoke ben@acme.example --scope KNOWER --reason OWNER_LEFT --note "Ben left."
  bailiwick bulk revoke --known-to ben@acme.example …     the same with a dry run first, and any other filter`,
  options: {
    reason: {
      type: 'string',
      value: 'REASON',
      help: 'CEASED, SUPERSEDED, COMPROMISED, LEAK_REPORTED, OWNER_LEFT, RUNTIME_LOST, POLICY, …',
    },
    note: { type: 'string', value: 'TEXT', help: 'why, in your own words' },
    scope: { type: 'string', value: 'SCOPE', help: 'what TARGET is, as above (default CREDENTIAL)' },
    yes: { type: 'boolean', short: 'y', help: 'does not ask' },
  },
  words: { least: 1, most: 1 },
  run: async (context) => {
    const { given, gateway: open } = context;
    const { scope, find } = scopeOf(given.text('scope') ?? 'CREDENTIAL');
    const [reason, note] = [given.needed('reason'), given.needed('note')];
    const gateway = await open();
    const target = await find(gateway, given.words[0] ?? '');
    if (!(await agreed(context, `Revoke ${target.words} for ever?`)))
      return { text: 'Nothing was revoked.\n', json: null, exit: EXIT.refused };
    const input = { scope, targetId: target.id, reason, note, idempotencyKey: randomUUID() };
    const { revocation } = await change(gateway, REVOKE, input);
    return { text: describe(target.words, revocation, context), json: revocation };
  },
};

function describe(
  what: string,
  revocation: { readonly id: string; readonly epoch: string } | null,
  { style }: Pick<Context, 'style'>,
): string {
  return `${style.good('Revoked')} ${what}.\n${listing([
    ['revocation', revocation?.id ?? null],
    ['epoch', revocation?.epoch ?? null],
  ])}`;
}
