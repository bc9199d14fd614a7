import { z } from 'zod';
import type { Contract } from '../contract/contract.js';
import type { Check, Found } from '../contract/finding.js';
import { mentionsIn } from '../contract/literals.js';
import { readJson } from '../contract/read-json.js';
import type { FileTree } from '../contract/tree.js';
import { otherWordsIn } from './reasons.js';

const jsonSchema = z.record(z.string(), z.unknown());
const recorded = z.array(z.unknown());

export const events: Check = {
  name: 'events',
  holds: 'every event has a JSON Schema, and recorded old events still fit it and every domain that reads them',
  asksDomains: true,
  codes: {
    EVENT_UNDESCRIBED: {
      severity: 'error',
      title: 'an event without a JSON Schema, or without a recorded one',
      explain:
        'A source names an event type that has no `subgraphs/<domain>/events/<type>.schema.json`, or the schema has no recorded real events beside it in `<type>.recorded.json`. Write the one, record the other.',
    },
    EVENT_INCOMPATIBLE: {
      severity: 'error',
      title: 'a recorded event does not fit its schema any more',
      explain:
        'Events are kept and read again long after they were written. A recorded one, here or at the base, no longer fits its JSON Schema: something became required, or another type. Make it optional, or give the new shape a type of its own.',
    },
    EVENT_UNREADABLE: {
      severity: 'error',
      title: 'a domain cannot read a recorded event any more',
      explain:
        'A domain that reads the event parses it with a schema that refuses a recorded one. Its feed would set the event aside, and the fact would be unknown. Let the reader take the old shape too.',
    },
  },
  run: async (contract) => {
    const types = new Set(schemasIn(contract.tree).map(({ type }) => type));
    const unknown = mentionedTypes(contract).filter(({ word }) => !types.has(bareType(word)));
    return [
      ...unknown.map(({ word, place }) => ({
        code: 'EVENT_UNDESCRIBED',
        message: `${word} has no JSON Schema. Write subgraphs/${word.split('.')[0] ?? ''}/events/${word}.schema.json.`,
        place,
        coordinate: word,
      })),
      ...(await judgeRecorded(contract)),
    ];
  },
};

/** `<domain>.<noun>.<past verb>`, as opposed to an action's verb. */
export function isEventType(word: string): boolean {
  return /^[a-z]+\.[a-z_]+\.[a-z_]*ed$/.test(word);
}

/** Every domain declares its actions in the same shape. */
function bareType(type: string): string {
  return type.endsWith('.actions.declared') ? 'actions.declared' : type;
}

function mentionedTypes({ tree, subgraphs }: Contract) {
  const others = otherWordsIn(tree);
  const names = subgraphs.map(({ name }) => name);
  return mentionsIn(tree, names).filter(({ word }) => isEventType(word) && !others.has(word));
}

interface EventSchema {
  readonly type: string;
  readonly file: string;
}

function schemasIn(tree: FileTree): readonly EventSchema[] {
  return ['subgraphs', 'platform/events'].flatMap((folder) =>
    tree.list(folder).flatMap((file) => {
      const type = /\/(?:events|contract)\/([^/]+)\.schema\.json$/.exec(file)?.[1];
      return type === undefined ? [] : [{ type, file }];
    }),
  );
}

/** Recorded here and at the base: to take a recorded event out is no way to make it fit. */
async function judgeRecorded(contract: Contract): Promise<Found[]> {
  const { tree, base } = contract;
  const readers = await contract.words();
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  return schemasIn(tree).flatMap(({ type, file }): Found[] => {
    const beside = file.replace('.schema.json', '.recorded.json');
    const here = readJson(tree, beside, recorded) ?? [];
    const all = [...here, ...(base === null ? [] : (readJson(base.tree, beside, recorded) ?? []))];
    const at = { place: { file: here.length > 0 ? beside : file, line: 1, column: 1 }, coordinate: type };
    if (all.length === 0)
      return [
        { code: 'EVENT_UNDESCRIBED', message: `${type} has no recorded event. Record some in ${beside}.`, ...at },
      ];
    const schema = readJson(tree, file, jsonSchema) ?? {};
    const fits = all.every((event) => ajv.validate(schema, event));
    const why = fits ? '' : ajv.errorsText(ajv.errors);
    const misfit = `A recorded ${type} does not fit ${file}: ${why}. Make the schema take what was written.`;
    return [
      ...(fits ? [] : [{ code: 'EVENT_INCOMPATIBLE', message: misfit, ...at }]),
      ...readers.flatMap(({ name, reads }) => {
        const problem = all.map((event) => reads.get(type)?.(event) ?? null).find((each) => each !== null);
        if (problem === undefined) return [];
        const message = `${name} cannot read a recorded ${type}: ${problem.replace(/\s+/g, ' ')}. Let it take the old shape too.`;
        return [{ code: 'EVENT_UNREADABLE', message, ...at }];
      }),
    ];
  });
}
