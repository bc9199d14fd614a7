import type { Contract } from '../contract/contract.js';
import {
  createCompiler,
  recordedFile,
  recordedOf,
  schemasIn,
  type CompiledSchema,
  type EventSchema,
  type RecordedEvent,
} from '../contract/event-schemas.js';
import type { Check, Found } from '../contract/finding.js';
import { mentionsIn } from '../contract/literals.js';
import { otherWordsIn } from '../contract/other-words.js';
import type { DomainWords } from '../contract/words.js';

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
    EVENT_SCHEMA_BROKEN: {
      severity: 'error',
      title: 'a JSON Schema that is none',
      explain:
        'The schema of an event cannot be compiled: a keyword is misspelt or has a value that it cannot have, or a `$ref` leads nowhere. What it describes would not be judged at all. Correct it.',
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

async function judgeRecorded({ tree, base, words }: Contract): Promise<Found[]> {
  const [readers, compile] = [await words(), await createCompiler(tree)];
  return schemasIn(tree).flatMap((schema) => {
    const events = recordedOf(tree, base, schema);
    return [
      ...judgeFit(schema, compile(schema), events),
      ...readers.flatMap((reader) => judgeReader(reader, schema, events)),
    ];
  });
}

function judgeFit(schema: EventSchema, compiled: CompiledSchema, events: readonly RecordedEvent[]): Found[] {
  const { type, file } = schema;
  const at = { place: { file, line: 1, column: 1 }, coordinate: type };
  if ('broken' in compiled) {
    const message = `${file} is no JSON Schema: ${compiled.broken}. Correct it.`;
    return [{ code: 'EVENT_SCHEMA_BROKEN', message, ...at }];
  }
  if (events.length === 0) {
    const message = `${type} has no recorded event. Record some in ${recordedFile(schema)}.`;
    return [{ code: 'EVENT_UNDESCRIBED', message, ...at }];
  }
  const misfit = firstProblem(events, compiled.problemOf);
  if (misfit === null) return [];
  const message = `${misfit} Make ${file} take what was written.`;
  return [{ code: 'EVENT_INCOMPATIBLE', message: `A recorded ${type} does not fit any more. ${message}`, ...at }];
}

function judgeReader({ name, reads }: DomainWords, schema: EventSchema, events: readonly RecordedEvent[]): Found[] {
  const problemOf = reads.get(schema.type);
  const problem = problemOf === undefined ? null : firstProblem(events, problemOf);
  if (problem === null) return [];
  return [
    {
      code: 'EVENT_UNREADABLE',
      message: `${name} cannot read a recorded ${schema.type} any more. ${problem} Let it take the old shape too.`,
      place: { file: recordedFile(schema), line: 1, column: 1 },
      coordinate: schema.type,
    },
  ];
}

function firstProblem(events: readonly RecordedEvent[], problemOf: (event: unknown) => string | null): string | null {
  for (const { name, event } of events) {
    const problem = problemOf(event);
    if (problem !== null) return `${name}: ${problem.replace(/\s+/g, ' ')}.`;
  }
  return null;
}
