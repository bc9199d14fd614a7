import { isAccepted, isAfter, USABLE, type CredentialRow, type Rows } from './rows.js';
import { describeCredential, isWithin, opened, unless, type Moment, type Rule } from './rule.js';
import type { Presented } from './run.js';

const wordsOf = (value: unknown): readonly string[] =>
  typeof value === 'string' && value !== '' ? value.split(' ') : [];

const rights: Rule = {
  name: '7: effective rights = responsibility ∩ ceiling ∩ permissions; nothing ever adds',
  breaks: (moment) => [
    ...opened(moment).flatMap(({ presented, credential, identity }) => {
      const claims = presented.answer.claims as {
        readonly scope?: string;
        readonly tctx: { readonly limits?: string };
      };
      const limits = wordsOf(claims.tctx.limits);
      const both = credential.ceiling.filter((action) => identity.actions.includes(action));
      const scope = wordsOf(claims.scope);
      const isWhole = limits.length === both.length && isWithin(limits, both);
      return [
        ...(isWhole ? [] : [`${describeCredential(credential)} may ${limits.join(' ')} instead of ${both.join(' ')}`]),
        ...unless(
          scope,
          (action) => limits.includes(action) && !moment.step.denied.has(action),
          (action) => `the scope adds ${action}`,
        ),
      ];
    }),
    ...moment.step.simulated
      .filter(({ effect }) => effect !== 'DENY')
      .flatMap(({ credentialId, action }) => {
        const credential = moment.before.credential.find(({ id }) => id === credentialId);
        const identity = moment.before.machine_identity.find(({ id }) => id === credential?.machine_identity_id);
        const mayDo =
          credential?.ceiling.includes(action) && identity?.actions.includes(action) && !moment.step.denied.has(action);
        return mayDo ? [] : [`decideTrust allows ${action} to ${credentialId}`];
      }),
  ],
};

/** All that a rightful holder has: the secret, in force, and from where it may be used. */
function isHolder({ before, now, run }: Moment, { shown, address }: Presented): boolean {
  const credential = before.credential.find(({ id }) => id === shown?.credentialId);
  const identity = before.machine_identity.find(({ id }) => id === credential?.machine_identity_id);
  const version = before.credential_version.find(
    (row) => row.credential_id === shown?.credentialId && row.number === shown.number,
  );
  if (credential === undefined || identity === undefined || version === undefined) return false;
  const isWorking = !['SUSPENDED', 'QUARANTINED', 'RETIRED'].includes(identity.state);
  const isOfHost = credential.kind === 'API_KEY' && credential.environment === run.environment;
  return (
    isOfHost && isWorking && isAccepted(version, now) && isLive(credential, now) && isThere(credential, before, address)
  );
}

function isLive({ state, max_uses: most, uses, not_before: from, expires_at: to }: CredentialRow, now: Date): boolean {
  return USABLE.includes(state) && !isAfter(from, now) && isAfter(to, now) && (most === null || uses < most);
}

/** Where no place is named it is anywhere. */
function isThere({ runtime_ids: ids, networks }: CredentialRow, { runtime }: Rows, address: string | null): boolean {
  const isIn = (network: string) => address?.startsWith(network.replace(/(0\/24|0\.0\.0\/8)$/, '')) === true;
  const isBound = runtime.some((row) => ids.includes(row.id) && row.state === 'ACTIVE' && row.networks.some(isIn));
  return (ids.length === 0 || isBound) && (networks.length === 0 || networks.some(isIn));
}

const strangers: Rule = {
  name: '18: a denial shown to a stranger never tells whether a credential exists',
  breaks: (moment) => {
    const { run, step } = moment;
    const told = step.presented.filter(({ answer }) => answer.status !== 401);
    for (const { answer } of step.presented) if (answer.status === 401) run.strangersTexts.add(answer.text);
    return [
      ...(run.strangersTexts.size <= 1 ? [] : [`strangers heard ${[...run.strangersTexts].join(' and ')}`]),
      ...unless(
        told,
        (presented) => isHolder(moment, presented),
        ({ answer }) => `who holds nothing heard ${answer.status} ${answer.body.reason?.code}`,
      ),
    ];
  },
};

const environments: Rule = {
  name: '23: test credentials never pass in a live runtime, nor the reverse',
  breaks: (moment) => {
    const { after, run } = moment;
    const runtimes = new Map(after.runtime.map(({ id, environment }) => [id, environment]));
    return [
      ...unless(
        after.credential,
        ({ runtime_ids: ids, environment }) => ids.every((id) => runtimes.get(id) === environment),
        (credential) => `${describeCredential(credential)} is bound to another environment`,
      ),
      ...unless(
        opened(moment),
        ({ credential, identity }) =>
          credential.environment === run.environment && identity.environment === run.environment,
        ({ credential }) =>
          `${describeCredential(credential)} of ${credential.environment} passed at a ${run.environment} host`,
      ),
    ];
  },
};

const simulations: Rule = {
  name: '24: simulations write no usage, budget or lastUsed',
  breaks: ({ before, after, step }) =>
    !step.isSimulation || JSON.stringify(before) === JSON.stringify(after)
      ? []
      : [`${step.kind} left a trace in the rows`],
};

const otherTenants: Rule = {
  name: '25: another tenant’s id answers as a missing one',
  breaks: ({ step }) =>
    unless(
      step.alike,
      ([theirs, missing]) => JSON.stringify(theirs) === JSON.stringify(missing),
      ([theirs, missing]) => `${JSON.stringify(theirs)} is not ${JSON.stringify(missing)}`,
    ),
};

export const rulesOfTrust: readonly Rule[] = [rights, strangers, environments, simulations, otherTenants];
