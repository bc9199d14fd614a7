import { everybodyBehind, isAccepted, needsTwo, USABLE } from './rows.js';
import { both, describeCredential, isLooser, isWithin, opened, unless, type Moment, type Rule } from './rule.js';
import { versionKey } from './run.js';

const DAY_MS = 86_400_000;
const fresh = ({ before, after }: Moment) => {
  const known = new Set(before.credential.map(({ id }) => id));
  return after.credential.filter(({ id }) => !known.has(id));
};
const at = (when: string): number => Date.parse(when);

const oneMachine: Rule = {
  name: '1: a credential has exactly one machine identity, and neither that nor its tenant ever changes',
  breaks: (moment) => {
    const { before, after, step, run } = moment;
    const asked = new Map(step.calls.map(({ payload, input }) => [payload.credential?.id, input['machineIdentityId']]));
    const machines = new Set(after.machine_identity.map(({ id }) => id));
    return [
      ...unless(
        both(before.credential, after.credential),
        ({ was, is }) => is?.machine_identity_id === was.machine_identity_id && is.tenant_id === was.tenant_id,
        ({ was }) => `${describeCredential(was)} is another’s, or gone`,
      ),
      ...unless(
        fresh(moment),
        ({ id, machine_identity_id: machine, tenant_id: tenant }) =>
          machine === asked.get(id) && machines.has(machine) && tenant === run.world.tenantId,
        (credential) => `${describeCredential(credential)} is not of the machine that it was issued for`,
      ),
    ];
  },
};

const end: Rule = {
  name: '2: expiresAt is set and within the tenant’s maximum',
  breaks: (moment) => {
    const { before, after } = moment;
    const maxDays = before.machine_policy[0]?.limits.credentialMaxDays ?? 365;
    return [
      ...unless(
        fresh(moment),
        ({ created_at: from, expires_at: to }) => at(to) > at(from) && at(to) - at(from) <= maxDays * DAY_MS,
        (credential) =>
          `${describeCredential(credential)} ends ${credential.expires_at}, the maximum is ${maxDays} days`,
      ),
      ...unless(
        both(before.credential, after.credential),
        ({ was, is }) => is !== null && at(is.expires_at) <= at(was.expires_at),
        ({ was }) => `${describeCredential(was)} lives longer than it was issued for`,
      ),
      ...unless(
        opened(moment),
        ({ credential }) => at(credential.expires_at) > moment.now.getTime(),
        ({ credential }) => `${describeCredential(credential)} was accepted after its end`,
      ),
    ];
  },
};

const ceiling: Rule = {
  name: '6: ceiling ⊆ responsibility.actions',
  breaks: ({ after }) => {
    const actions = new Map(after.machine_identity.map((identity) => [identity.id, identity.actions]));
    return unless(
      after.credential,
      (credential) => isWithin(credential.ceiling, actions.get(credential.machine_identity_id) ?? []),
      (credential) => `${describeCredential(credential)} allows ${credential.ceiling.join(' ')}`,
    );
  },
};

const twoVersions: Rule = {
  name: '10: at most two versions are accepted at a time; an overlap never passes the credential’s expiry',
  breaks: (moment) => {
    const { after, before, now } = moment;
    const expiries = new Map(after.credential.map((row) => [row.id, at(row.expires_at)]));
    const accepted = after.credential_version.filter((version) => isAccepted(version, now));
    const count = (id: string) => accepted.filter((version) => version.credential_id === id).length;
    return [
      ...unless(
        after.credential,
        ({ id }) => count(id) <= 2,
        (row) => `${describeCredential(row)} has ${count(row.id)}`,
      ),
      ...unless(
        after.credential_version,
        ({ overlap_ends_at: until, credential_id: id }) => until === null || at(until) <= (expiries.get(id) ?? 0),
        ({ credential_id: id, number }) => `the overlap of version ${number} of ${id} is too long`,
      ),
      ...unless(
        opened(moment),
        ({ presented: { shown } }) =>
          before.credential_version.some(
            (row) => row.credential_id === shown?.credentialId && row.number === shown.number && isAccepted(row, now),
          ),
        ({ credential }) => `an old version of ${describeCredential(credential)} was accepted`,
      ),
    ];
  },
};

const terminal: Rule = {
  name: '11: REVOKED and COMPROMISED are terminal',
  breaks: (moment) => {
    const isEnded = (state: string | undefined) => state === 'REVOKED' || state === 'COMPROMISED';
    const { before, after, now } = moment;
    const ended = new Set(after.credential.filter(({ state }) => isEnded(state)).map(({ id }) => id));
    return [
      ...unless(
        both(before.credential, after.credential).filter(({ was }) => isEnded(was.state)),
        ({ was, is }) => is?.state === was.state,
        ({ was, is }) => `${describeCredential(was)} became ${is?.state ?? 'nothing'}`,
      ),
      ...unless(
        after.credential_version.filter((version) => ended.has(version.credential_id)),
        (version) => !isAccepted(version, now),
        ({ number, credential_id: id }) => `version ${number} of ${id} is still open`,
      ),
      ...unless(
        opened(moment),
        ({ credential }) => USABLE.includes(credential.state),
        ({ credential }) => `${describeCredential(credential)} was accepted`,
      ),
    ];
  },
};

const twoPeople: Rule = {
  name: '13: whoever asks for a credential that needs approval cannot approve it',
  breaks: ({ before, after, step, run }) =>
    both(before.credential, after.credential)
      .filter(({ was, is }) => was.state === 'PENDING_APPROVAL' && USABLE.includes(is?.state ?? ''))
      .flatMap(({ was }) => {
        const by = step.calls.find(({ mutation, input }) => mutation === 'approveCredential' && input['id'] === was.id)
          ?.as.actors[0];
        if (by === undefined) return [`${describeCredential(was)} became usable without an approval`];
        if (by.kind !== 'PERSON') return [`${describeCredential(was)} was approved by a machine`];
        const asked = run.askers.get(was.id) ?? [];
        const same = everybodyBehind(before, by).filter((id) => asked.includes(id));
        return same.map((id) => `${describeCredential(was)} was asked for and approved by ${id}`);
      }),
};

const secretsOfTwo: Rule = {
  name: '13: a version of a ceiling that needs two people is never accepted before a second one has approved it',
  breaks: (moment) => {
    const { after, run, now } = moment;
    const isUsable = new Set(after.credential.filter(({ state }) => USABLE.includes(state)).map(({ id }) => id));
    const isAlone = (id: string, number: number) => run.unapproved.has(versionKey(id, number));
    return [
      ...unless(
        after.credential_version.filter((row) => isAccepted(row, now) && isUsable.has(row.credential_id)),
        ({ credential_id: id, number }) => !isAlone(id, number),
        ({ credential_id: id, number, state }) => `version ${number} of ${id} is ${state}, and only one person lent it`,
      ),
      ...unless(
        opened(moment),
        ({ credential, presented: { shown } }) => !isAlone(credential.id, shown?.number ?? 0),
        ({ credential }) => `${describeCredential(credential)} was accepted by a secret that only one person lent`,
      ),
    ];
  },
};

const agreed: Rule = {
  name: '13: what two people agreed on, or would have to, is never loosened by one',
  breaks: ({ before, after }) =>
    unless(
      both(before.credential, after.credential).filter(
        ({ was }) => was.state !== 'PENDING_APPROVAL' && (was.approved_by !== null || needsTwo(before, was)),
      ),
      ({ was, is }) => is !== null && isWithin(is.ceiling, was.ceiling) && !isLooser(was, is),
      ({ was }) => `${describeCredential(was)} is bound more loosely, or allows more`,
    ),
};

export const rulesOfCredentials: readonly Rule[] = [
  oneMachine,
  end,
  ceiling,
  twoVersions,
  terminal,
  twoPeople,
  secretsOfTwo,
  agreed,
];
