import { randomUUID } from 'node:crypto';
import type { Command, Context } from '../command.js';
import { EXIT } from '../exit.js';
import { change } from '../gateway/change.js';
import { findCredential, findMachine } from '../gateway/find.js';
import type { Gateway } from '../gateway/gateway.js';
import { REVOKE } from '../operations/credentials.js';
import { agreed } from '../terminal/agreed.js';
import { listing } from '../terminal/table.js';

export const revoke: Command = {
  name: 'revoke',
  usage: 'ID --reason REASON --note TEXT [--scope SCOPE] [--yes]',
  summary: 'takes a credential, or all that a machine identity has, back for ever',
  about: `
ID is what is taken back: of a credential, or with --scope IDENTITY of a machine identity (its name does too). Gateways
refuse every token made from it within a second. There is no way back, so a terminal is asked first; a pipeline says --yes.

  bailiwick revoke d0000000-0000-4000-8000-000000000001 --reason COMPROMISED --note "Seen in a public log." --yes`,
  options: {
    reason: {
      type: 'string',
      value: 'REASON',
      help: 'CEASED, SUPERSEDED, COMPROMISED, LEAK_REPORTED, OWNER_LEFT, RUNTIME_LOST, POLICY, …',
    },
    note: { type: 'string', value: 'TEXT', help: 'why, in your own words' },
    scope: { type: 'string', value: 'SCOPE', help: 'CREDENTIAL (default), IDENTITY, or another scope of the graph' },
    yes: { type: 'boolean', short: 'y', help: 'does not ask' },
  },
  words: { least: 1, most: 1 },
  run: async (context) => {
    const { given, gateway: open } = context;
    const scope = given.text('scope') ?? 'CREDENTIAL';
    const [reason, note] = [given.needed('reason'), given.needed('note')];
    const gateway = await open();
    const target = await targetOf(gateway, scope, given.words[0] ?? '');
    if (!(await agreed(context, `Revoke ${target.words} for ever?`)))
      return { text: 'Nothing was revoked.\n', json: null, exit: EXIT.refused };
    const input = { scope, targetId: target.id, reason, note, idempotencyKey: randomUUID() };
    const { revocation } = await change(gateway, REVOKE, input);
    return { text: describe(target.words, revocation, context), json: revocation };
  },
};

/** Named in the question, so that a wrong id is seen before it is too late. */
async function targetOf(gateway: Gateway, scope: string, reference: string) {
  if (scope === 'CREDENTIAL') {
    const { id, name, machineIdentity, hint } = await findCredential(gateway, reference);
    return { id, words: `the credential ${name} (${hint}) of ${machineIdentity.name ?? machineIdentity.id}` };
  }
  if (scope === 'IDENTITY') {
    const { id, name } = await findMachine(gateway, reference);
    return { id, words: `everything that ${name} has` };
  }
  return { id: reference, words: `${scope} ${reference}` };
}

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
