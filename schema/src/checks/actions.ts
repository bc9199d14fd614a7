import { trapsOf } from '../contract/action-traps.js';
import { BASE_CODES, isUnreadable, readBaseWords } from '../contract/base-words.js';
import type { Contract } from '../contract/contract.js';
import { placeIn, type Check, type Found } from '../contract/finding.js';
import { mentionsIn } from '../contract/literals.js';
import { otherWordsIn } from '../contract/other-words.js';
import { WORDS_FILE, type Action } from '../contract/words.js';
import { isEventType } from './events.js';

export const actions: Check = {
  name: 'actions',
  holds: 'the catalogue of actions locks nobody in, and what changes in it is seen',
  asksDomains: true,
  codes: {
    ACTION_TRAP: {
      severity: 'error',
      title: 'an action that would lock a customer in',
      explain:
        'Who is suspended must be able to pay, who sets up must not need a finished set-up, and who takes power away or gets their data out must be able to, paid or not. Correct the factors, the feature, or the mark `powerReducing`.',
    },
    ACTION_UNDECLARED: {
      severity: 'error',
      title: 'an action that nobody declared',
      explain:
        'A source names an action that is in no domain’s catalogue: access would deny it to everybody. Declare it in the domain of its prefix, or correct the name. A word that only looks like an action is listed in `schema/contract/other-words.json`.',
    },
    ACTION_REMOVED: {
      severity: 'error',
      title: 'an action is gone',
      explain:
        'The base declared the action and the proposal does not: roles that granted it grant nothing, and credentials whose ceiling names it lose it. Keep it, or accept its end in `schema/contract/accepted.json`.',
      acceptable: true,
    },
    ACTION_CHANGED: {
      severity: 'warning',
      title: 'what an action needs or who gets it has changed',
      explain:
        'Factors, feature, trust, staleness, roles or duties of an action differ from the base. Somebody may do more, or less, than before: let its owner confirm that this is meant.',
      acceptable: true,
    },
    ...BASE_CODES,
  },
  run: async (contract) => {
    const words = await contract.words();
    const declared = words.flatMap((each) => each.actions);
    return [
      ...words.flatMap(({ name, actions: own }) => own.flatMap((action) => trapped(contract, name, action))),
      ...undeclared(contract, new Set(declared.map(({ name }) => name))),
      ...changes(contract, declared),
    ];
  },
};

function trapped(contract: Contract, domain: string, action: Action): Found[] {
  return trapsOf(domain, action).map((trap) => ({
    code: 'ACTION_TRAP',
    message: `${trap}. Correct its declaration.`,
    place: placeOfAction(contract, action.name),
    coordinate: action.name,
  }));
}

function undeclared({ tree, subgraphs }: Contract, declared: ReadonlySet<string>): Found[] {
  const others = otherWordsIn(tree);
  const mentions = mentionsIn(
    tree,
    subgraphs.map(({ name }) => name),
  );
  return mentions
    .filter(({ word }) => word.split('.').length === 3 && !isEventType(word))
    .filter(({ word }) => !declared.has(word) && !others.has(word))
    .map(({ word, place }) => ({
      code: 'ACTION_UNDECLARED',
      message: `${word} is in no domain’s catalogue. Declare it, or correct the name.`,
      place,
      coordinate: word,
    }));
}

function changes(contract: Contract, declared: readonly Action[]): Found[] {
  const { base } = contract;
  const before = readBaseWords(base);
  if (base === null || before === null) return [];
  if (isUnreadable(before)) return [before];
  return Object.values(before)
    .flatMap((each) => each.actions)
    .flatMap((old): Found[] => {
      const place = placeOfAction(contract, old.name);
      const now = declared.find(({ name }) => name === old.name);
      if (now === undefined) {
        const message = `${old.name} was declared at ${base.label}. Keep it, or accept its end.`;
        return [{ code: 'ACTION_REMOVED', message, place, coordinate: old.name }];
      }
      const differing = differencesOf(old, now);
      if (differing.length === 0) return [];
      const message = `${old.name} is another than at ${base.label}: ${differing.join('; ')}. Let its owner confirm it.`;
      return [{ code: 'ACTION_CHANGED', message, place, coordinate: old.name }];
    });
}

function differencesOf(old: Action, now: Action): readonly string[] {
  const after = new Map<string, unknown>(Object.entries(now));
  return Object.entries(old).flatMap(([member, was]) => {
    const [then, later] = [JSON.stringify(was), JSON.stringify(after.get(member))];
    return then === later ? [] : [`${member} was ${then} and is ${later}`];
  });
}

/** The line that declares it, or failing that the record of it. */
function placeOfAction({ tree }: Contract, name: string) {
  const domain = name.split('.')[0] ?? '';
  const files = tree.list(`subgraphs/${domain}/src`).filter((path) => /actions\.ts$/.test(path));
  const file = files.find((path) => tree.read(path)?.includes(`'${name}'`)) ?? WORDS_FILE;
  return placeIn(file, tree.read(file), name);
}
