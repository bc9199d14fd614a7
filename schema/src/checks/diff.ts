import { BASE_CODES, unreadableAt } from '../contract/base-words.js';
import type { Contract } from '../contract/contract.js';
import { API } from '../contract/contract.js';
import { feltBy, usersOf, type Change } from '../contract/felt.js';
import type { Check, Found } from '../contract/finding.js';

export const diff: Check = {
  name: 'diff',
  holds: 'nothing that clients use breaks, compared with the base',
  needsGraph: true,
  codes: {
    BREAKING_CHANGE: {
      severity: 'error',
      title: 'a breaking change that a registered operation feels',
      explain:
        'Compared with the base the change breaks an operation that is registered, there or here. Keep the old beside the new, deprecate it, move the operations in a release of their own, and remove it when no base knows a use. If it cannot wait, accept it in `schema/contract/accepted.json` with a reason, an owner and an end date.',
      acceptable: true,
    },
    UNUSED_CHANGE: {
      severity: 'notice',
      title: 'a breaking change that nobody feels',
      explain:
        'The change is breaking by the book, but no registered operation, of the proposal or of the base, uses what changed. It passes. Clients that did not register cannot be seen.',
    },
    DANGEROUS_CHANGE: {
      severity: 'warning',
      title: 'a change that some clients may trip over',
      explain:
        'A new enum value, union member or default: old clients keep validating, but may meet what they do not know. Ask whoever sends the operations that are named.',
      acceptable: true,
    },
    BASE_MISSING: {
      severity: 'notice',
      title: 'there is no base to compare with',
      explain:
        'Neither `--base` was given nor is there a branch `main` to take the merge base with; or the base has no schema yet. Nothing was compared.',
    },
    ...BASE_CODES,
  },
  run: async (contract) => {
    const base = contract.baseApi();
    if (base === null) return [missing(contract)];
    const { diff: compare } = await import('@graphql-inspector/core');
    const changes: readonly Change[] = await compare(base, await contract.api());
    const users = usersOf(contract, base);
    return [
      ...contract.baseOperations().flatMap(({ problems }) => problems.map((problem) => unread(contract, problem))),
      ...changes.flatMap((change) => judge(contract, change, feltBy(base, change, users))),
    ];
  },
};

function unread({ base }: Contract, { message, place }: Found): Found {
  return unreadableAt(base, place?.file ?? API, message);
}

function missing({ base }: Contract): Found {
  const message =
    base === null
      ? 'There is no base to compare with. Name one: --base REF, --base FILE or --base release.'
      : `The base ${base.label} has no ${API} yet, so that nothing was compared.`;
  return { code: 'BASE_MISSING', message, place: { file: API, line: 1, column: 1 } };
}

function judge({ base, placeOf }: Contract, change: Change, felt: readonly string[]): Found[] {
  const { level, reason } = change.criticality;
  if (level === 'NON_BREAKING') return [];
  const coordinate = change.path ?? change.type;
  const at = { place: placeOf(coordinate), coordinate };
  const what = change.message.replace(/\.$/, '');
  const who = felt.length === 0 ? 'No registered operation uses it.' : `Used by ${felt.join(', ')}.`;
  if (level === 'DANGEROUS') {
    const why = reason === undefined ? '' : ` (${reason.replace(/\.$/, '')})`;
    return [{ code: 'DANGEROUS_CHANGE', message: `${what}${why}. ${who} Ask whoever sends them.`, ...at }];
  }
  const message = `${what}, compared with ${base?.label ?? 'the base'}. ${who}`;
  if (felt.length === 0) return [{ code: 'UNUSED_CHANGE', message, ...at }];
  const next = 'Keep it and deprecate it, or accept the change in schema/contract/accepted.json.';
  return [{ code: 'BREAKING_CHANGE', message: `${message} ${next}`, ...at }];
}
