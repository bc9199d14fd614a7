import { wasDone } from './graph.js';
import type { KnowerRow } from './rows.js';
import { unless, type Rule } from './rule.js';

const SECRET = /bw[kc]_(?:live|test)_[0-9A-Za-z]{8}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}/;
const keyOf = (row: KnowerRow): string => [row.credential_id, row.version_number, row.actor_id, row.saw].join(' ');

const shownOnce: Rule = {
  name: '12: a secret is shown once, and each showing adds a knower, as does each key that somebody brings',
  breaks: ({ before, after, step, run, now }) => {
    const known = new Set(before.knower.map(keyOf));
    const isNew = (row: KnowerRow) => !known.has(keyOf(row));
    const showings = step.calls.filter(
      (call) => call.secret !== null || (wasDone(call) && call.input['publicJwk'] !== undefined),
    );
    const knowers = after.knower.filter(isNew);
    const secrets = run.shown.map(({ secret }) => secret);
    const others = [
      ...step.calls.map(({ payload }) => payload),
      ...step.presented.map(({ answer }) => answer.text),
      step.alike,
    ];
    return [
      ...(new Set(secrets).size === secrets.length ? [] : ['a secret was shown twice']),
      ...(knowers.length === showings.length ? [] : [`${showings.length} showings made ${knowers.length} knowers`]),
      ...unless(
        knowers,
        ({ actor_id: actor, saw }) =>
          Date.parse(saw) === now.getTime() && showings.some(({ as }) => as.actors[0]?.id === actor),
        ({ actor_id: actor }) => `${actor} is said to have seen what nobody showed them`,
      ),
      ...unless(
        before.knower,
        (row) => after.knower.some((each) => keyOf(each) === keyOf(row)),
        () => 'a knower was forgotten',
      ),
      ...unless(
        others,
        (answer) => !SECRET.test(JSON.stringify(answer)),
        () => 'a secret is in an answer that does not show one',
      ),
    ];
  },
};

const held: Rule = {
  name: '20: nobody grants, as ceiling, an action that they do not hold themselves',
  breaks: ({ after, step }) => {
    const lending = step.calls.filter(
      (call) => wasDone(call) && ['issueCredential', 'beginRotation', 'approveCredential'].includes(call.mutation),
    );
    return lending.flatMap(({ mutation, payload, input }) => {
      const id = payload.credential?.id ?? input['credentialId'];
      const granted = after.credential.find((row) => row.id === id)?.ceiling ?? [];
      return granted.filter((action) => step.denied.has(action)).map((action) => `${mutation} lent ${action}`);
    });
  },
};

/** The rows stay as they are, whatever has happened to them since the first time. */
const idempotent: Rule = {
  name: '21: a repeat of a mutation returns the first answer, without the secret, and changes nothing',
  breaks: ({ before, after, step: { repeated } }) => {
    if (repeated === null) return [];
    const { first, again, sameInput } = repeated;
    const answer = JSON.stringify(again.payload);
    const expected = sameInput ? JSON.stringify(first.payload) : null;
    return [
      ...(JSON.stringify(before) === JSON.stringify(after) ? [] : [`repeating ${first.mutation} changed something`]),
      ...(again.secret === null ? [] : [`${first.mutation} showed a secret again`]),
      ...(sameInput && answer !== expected ? [`${first.mutation} answered ${answer} instead of ${expected}`] : []),
      ...(!sameInput && again.payload.errors[0]?.code !== 'credentials.idempotency_key_reused'
        ? [`${first.mutation} took other input under the same key: ${answer}`]
        : []),
    ];
  },
};

export const rulesOfSecrets: readonly Rule[] = [shownOnce, held, idempotent];
