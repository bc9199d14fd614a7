import { z } from 'zod';
import { BASE_CODES, isUnreadable, readBaseWords } from '../contract/base-words.js';
import type { Contract } from '../contract/contract.js';
import { placeIn, type Check, type Found } from '../contract/finding.js';
import { mentionsIn, type Mention } from '../contract/literals.js';
import { CLIENTS_FOLDER } from '../contract/operations.js';
import { otherWordsIn } from '../contract/other-words.js';
import { readJson, writeJson } from '../contract/read-json.js';
import { recordOf, WORDS_FILE, type DomainWords } from '../contract/words.js';

const clientCodes = z.array(z.string());

export const reasons: Check = {
  name: 'reasons',
  holds: 'every reason code that is used is registered by the domain of its prefix, and none goes',
  asksDomains: true,
  codes: {
    REASON_UNREGISTERED: {
      severity: 'error',
      title: 'a code that its domain did not register',
      explain:
        'A source or a client uses a code that the domain of its prefix does not have: it is misspelt, or not registered yet. Register it with its sentence and remedy, or correct it. A word that only looks like a code is listed in `schema/contract/other-words.json` with the reason.',
    },
    REASON_FOREIGN: {
      severity: 'error',
      title: 'a code with another domain’s prefix',
      explain:
        'The prefix tells whose rule it was. Register the code in the domain that it names, or give it your prefix.',
    },
    REASON_IN_USE: {
      severity: 'error',
      title: 'a code is gone and still used',
      explain:
        'The base had the code, the proposal has not, and a source or a client’s list still uses it. Codes are never renamed: register it again.',
    },
    REASON_REMOVED: {
      severity: 'error',
      title: 'a code is gone',
      explain:
        'The base had the code and the proposal has not. Nobody who told us uses it, but callers branch on codes and need not tell. Keep it; or accept its end in `schema/contract/accepted.json`, with the date until which you watch for complaints.',
      acceptable: true,
    },
    WORDS_STALE: {
      severity: 'error',
      title: 'the record of codes and actions is old',
      explain:
        'The committed `schema/contract/words.json` is not what the domains export: later proposals would be compared with the wrong words. Run `npm run schema:check -- --update` and commit it.',
    },
    WORDS_OF_BEFORE: {
      severity: 'warning',
      title: 'a domain was built before its sources were written',
      explain:
        'Codes and actions are asked of what is built, and a source of the domain is newer than that. What else is found may only be the difference between the two. Run `npm run build`, then check again.',
    },
    ...BASE_CODES,
  },
  run: async (contract) => {
    const words = await contract.words();
    const registered = new Set(words.flatMap((each) => each.reasons));
    const used = usedCodes(contract);
    const stale = contract.tree.read(WORDS_FILE) !== writeJson(recordOf(words));
    const found = [
      ...used.filter(({ word }) => !registered.has(word)).map((mention) => unregistered(contract, mention)),
      ...words.flatMap(({ name, reasons: codes }) =>
        codes.filter((code) => !code.startsWith(`${name}.`)).map((code) => foreign(name, code)),
      ),
      ...removed(contract, registered, used),
      ...(stale ? [staleRecord()] : []),
    ];
    return found.length === 0 ? [] : [...words.filter(({ isOlder }) => isOlder === true).map(older), ...found];
  },
  record: async (contract) => ({ [WORDS_FILE]: writeJson(recordOf(await contract.words())) }),
};

function usedCodes({ tree, subgraphs }: Contract): readonly Mention[] {
  const others = otherWordsIn(tree);
  const names = subgraphs.map(({ name }) => name);
  const listed = tree.list(CLIENTS_FOLDER).filter((path) => path.endsWith('.codes.json'));
  const ofClients = listed.flatMap((file) =>
    (readJson(tree, file, clientCodes) ?? []).map((word) => ({ word, place: placeIn(file, tree.read(file), word) })),
  );
  const inSources = mentionsIn(tree, names).filter(({ word }) => word.split('.').length === 2 && !others.has(word));
  return [...inSources, ...ofClients];
}

function older({ name }: DomainWords): Found {
  const message = `${name} was built before its sources were written, and is judged as it was then. Run npm run build, and check again.`;
  const place = { file: `subgraphs/${name}/package.json`, line: 1, column: 1 };
  return { code: 'WORDS_OF_BEFORE', message, place, coordinate: name };
}

function unregistered({ subgraphs }: Contract, { word, place }: Mention): Found {
  const owner = subgraphs.find(({ name }) => word.startsWith(`${name}.`))?.name ?? 'any domain';
  const message = `${word} is used and not registered by ${owner}. Register it with its sentence, or correct the spelling.`;
  return { code: 'REASON_UNREGISTERED', message, place, coordinate: word };
}

function foreign(domain: string, code: string): Found {
  const message = `${domain} registers ${code}, whose prefix is another domain’s. Move it there, or rename it before anybody uses it.`;
  return { code: 'REASON_FOREIGN', message, coordinate: code };
}

function removed({ base, subgraphs }: Contract, registered: ReadonlySet<string>, used: readonly Mention[]): Found[] {
  const before = readBaseWords(base);
  if (base === null || before === null) return [];
  if (isUnreadable(before)) return [before];
  const codes = Object.values(before).flatMap((each) => each.reasons);
  return codes
    .filter((code) => !registered.has(code))
    .map((code): Found => {
      const use = used.find(({ word }) => word === code);
      const owner = code.split('.')[0] ?? '';
      const isDomain = subgraphs.some(({ name }) => name === owner);
      const place = { file: isDomain ? `subgraphs/${owner}/package.json` : WORDS_FILE, line: 1, column: 1 };
      return use === undefined
        ? {
            code: 'REASON_REMOVED',
            message: `${code} was registered at ${base.label}. Keep it, or accept its end.`,
            place,
            coordinate: code,
          }
        : {
            code: 'REASON_IN_USE',
            message: `${code} was registered at ${base.label} and is still used. Register it again.`,
            place: use.place,
            coordinate: code,
          };
    });
}

function staleRecord(): Found {
  const message = `${WORDS_FILE} is not what the domains export. Run npm run schema:check -- --update and commit it.`;
  return { code: 'WORDS_STALE', message, place: { file: WORDS_FILE, line: 1, column: 1 } };
}
