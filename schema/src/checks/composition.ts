import {
  buildASTSchema,
  buildSchema,
  lexicographicSortSchema,
  printSchema,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import { z } from 'zod';
import type { Composition, Hint } from '../composition.js';
import type { Contract } from '../contract/contract.js';
import { placeIn, type Check, type Found } from '../contract/finding.js';
import { foundError } from '../contract/parse-graphql.js';
import { readJson } from '../contract/read-json.js';

/** Hints that were looked at and left, one by one. */
export const HINTS_FILE = 'schema/contract/hints.json';

const hints = z.array(z.object({ code: z.string(), about: z.string(), reason: z.string().min(10) }));

export const composition: Check = {
  name: 'composition',
  holds: 'the subgraphs compose, two independent composers agree, and every hint was looked at',
  codes: {
    COMPOSITION_FAILED: {
      severity: 'error',
      title: 'the subgraphs do not compose',
      explain:
        'The subgraphs contradict each other, or one breaks a rule of federation. There is no graph to run and nothing else can be judged. Correct the subgraph that the message names.',
    },
    COMPOSITION_DISAGREES: {
      severity: 'error',
      title: 'the two composers disagree',
      explain:
        'Apollo’s composer and the independent one of The Guild read the same subgraphs differently: one refuses them, or clients would see another schema. What only one of them accepts rests on that one’s reading of the specification. Write the schema so that both agree; descriptions that differ between subgraphs are the usual cause.',
    },
    HINT_UNKNOWN: {
      severity: 'error',
      title: 'a composition hint that nobody looked at',
      explain:
        'Composition passed, but points at something. Remove the cause, or add the hint to `schema/contract/hints.json` with its code, what it is about, and the reason why it may stay.',
    },
    HINT_UNUSED: {
      severity: 'warning',
      title: 'an allowed hint that is not given any more',
      explain: 'The cause is gone. Delete the entry from `schema/contract/hints.json`.',
    },
  },
  run: async (contract) => {
    const [result, other] = [await contract.composition(), await composeIndependently(contract)];
    if ('problems' in result) {
      const refused = result.problems.map((error) => foundError('COMPOSITION_FAILED', error));
      return 'problems' in other ? refused : [...refused, disagreement('only Apollo’s refuses the subgraphs')];
    }
    if ('problems' in other) {
      return other.problems.map((problem) => disagreement(`only The Guild’s refuses the subgraphs: ${problem}`));
    }
    return [...compareApis(result.composed, other.api), ...judgeHints(contract, result.composed.hints)];
  },
};

async function composeIndependently({ subgraphs }: Contract) {
  const { composeServices } = await import('@theguild/federation-composition');
  const result = composeServices(subgraphs.map(({ name, url, typeDefs }) => ({ name, url, typeDefs })));
  if (result.errors !== undefined) return { problems: result.errors.map(({ message }) => message) };
  return { api: result.publicDocumentNode };
}

function compareApis(composed: Composition, other: DocumentNode): Found[] {
  const linesOf = (schema: GraphQLSchema) => printSchema(lexicographicSortSchema(schema)).split('\n');
  const [ours, theirs] = [linesOf(buildSchema(composed.api)), linesOf(buildASTSchema(other))];
  const line = ours.findIndex((each, index) => each !== theirs[index]);
  if (line < 0 && ours.length === theirs.length) return [];
  const [mine = '', yours = ''] = [ours[line]?.trim(), theirs[line]?.trim()];
  return [disagreement(`each gives clients another schema, first where one says «${mine}» and the other «${yours}»`)];
}

function judgeHints(contract: Contract, given: readonly Hint[]): Found[] {
  const allowed = readJson(contract.tree, HINTS_FILE, hints) ?? [];
  const is = (a: Pick<Hint, 'code' | 'about'>) => (b: Pick<Hint, 'code' | 'about'>) =>
    a.code === b.code && a.about === b.about;
  const unknown = given.filter((hint) => !allowed.some(is(hint)));
  const unused = allowed.filter((entry) => !given.some(is(entry)));
  return [
    ...unknown.map(({ code, about, message }) => ({
      code: 'HINT_UNKNOWN',
      message: `${code} about ${about}: ${message.split('\n')[0] ?? ''} Remove the cause, or allow it in ${HINTS_FILE} with a reason.`,
      coordinate: about,
    })),
    ...unused.map(({ code, about }) => ({
      code: 'HINT_UNUSED',
      message: `${code} about ${about} is not given any more. Delete its entry.`,
      place: placeIn(HINTS_FILE, contract.tree.read(HINTS_FILE), `"${about}"`),
      coordinate: about,
    })),
  ];
}

function disagreement(what: string): Found {
  return {
    code: 'COMPOSITION_DISAGREES',
    message: `Of the two composers ${what}. Write the schema so that both agree.`,
  };
}
