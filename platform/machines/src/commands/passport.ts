import type { Command } from '../command.js';
import { unknown } from '../gateway/find.js';
import { describeRemedy } from '../gateway/reason.js';
import { PASSPORT, QUESTIONS, type Passport, type Question } from '../operations/passport.js';
import { plain, type Style } from '../terminal/style.js';
import { aligned, indented, listing, table } from '../terminal/table.js';
import { minute } from '../terminal/time.js';
import { describeTrust } from './describe-trust.js';

export const passport: Command = {
  name: 'passport',
  usage: 'CREDENTIAL',
  summary: 'all about one credential: the eight answers, versions, who has seen it, last use, trust',
  about: 'CREDENTIAL is its id. Secrets are not in it: nobody has them but whoever was shown them.',
  options: {},
  words: { least: 1, most: 1 },
  run: async ({ given, gateway, style }) => {
    const id = given.words[0] ?? '';
    const { credential } = await (await gateway()).ask(PASSPORT, { id });
    if (credential === null) throw unknown('credential', id, 'bailiwick list credentials shows their ids.');
    return { text: describePassport(credential, style), json: credential };
  },
};

export function describePassport(credential: Passport, style: Style): string {
  return [
    head(credential, style),
    section('The eight answers', answers(credential), style),
    section('Versions', versions(credential), style),
    section('Who has seen the secret, or holds its key', knowers(credential), style),
    section(`Trust: ${credential.trust.level}`, describeTrust(credential.trust), style),
  ].join('\n');
}

function section(title: string, body: string, style: Style): string {
  return `${style.bold(title)}\n${indented(body)}`;
}

function head(credential: Passport, { bold, good, bad }: Style): string {
  const { name, machineIdentity, state, stateReason } = credential;
  const colour = ['ACTIVE', 'STAGED', 'ROTATING'].includes(state) ? good : bad;
  return `${bold(plain(name))} of ${plain(machineIdentity.name ?? machineIdentity.id)}: ${colour(state)}\n${listing([
    ['why', stateReason.message],
    ['next', describeRemedy(stateReason)],
    ['id', credential.id],
    ['key', `${credential.hint} (${credential.kind}, ${credential.proof}, ${credential.environment})`],
    ['purpose', credential.purpose],
    ['ceiling', credential.ceiling.join(', ')],
    ['runtimes', credential.allowedRuntimes.map((runtime) => runtime.name).join(', ') || 'any'],
    ['networks', credential.allowedNetworks.join(', ') || 'any'],
    ['in force', `${minute(credential.notBefore)} to ${minute(credential.expiresAt)}`],
    ['rotation', rotation(credential)],
    ['uses', credential.maxUses === null ? credential.uses : `${credential.uses} of ${credential.maxUses}`],
    ['last used', lastUse(credential)],
    ['revoked', revocation(credential)],
    ['version', String(credential.version)],
  ])}`;
}

function rotation({ rotation: { mode, everyDays, nextDueAt } }: Passport): string {
  return everyDays === null ? mode : `every ${everyDays} days, due ${minute(nextDueAt)}`;
}

function revocation({ revocation: revoked }: Passport): string | null {
  if (revoked === null) return null;
  return `${minute(revoked.requestedAt)} by ${revoked.by.label}: ${revoked.reason}, ${revoked.note}`;
}

function lastUse({ lastUsed }: Passport): string {
  if (lastUsed === null) return 'never';
  const { at, runtime, address } = lastUsed;
  return [minute(at), runtime === null ? null : `in ${runtime.name}`, address === null ? null : `from ${address}`]
    .filter((part) => part !== null)
    .join(' ');
}

function answers({ answers }: Passport): string {
  const questions = Object.keys(QUESTIONS) as readonly Question[]; // the keys of our own constant
  return aligned(questions.map((question) => [QUESTIONS[question], plain(answers[question].text)]));
}

function versions({ versions }: Passport): string {
  return table(
    ['NUMBER', 'STATE', 'KEY', 'FIRST USED', 'LAST USED', 'USES'],
    versions.map(({ number, state, hint, firstUsedAt, lastUsedAt, uses }) => [
      ...[String(number), state, hint],
      ...[minute(firstUsedAt), minute(lastUsedAt), uses],
    ]),
  );
}

function knowers({ knowers }: Passport): string {
  const rows = knowers.map(({ actor, saw, how }) => [actor.label, actor.kind, minute(saw), how]);
  return table(['WHO', 'KIND', 'WHEN', 'HOW'], rows) || 'Nobody.\n';
}
