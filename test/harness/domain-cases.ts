import { existsSync, readFileSync } from 'node:fs';
import { DEFINITIONS } from '@bailiwick/cli';

/** What a domain's own folder says for the system's proofs, as data: so that they walk it without knowing it. */
export interface DomainCases {
  /** How a tenant gets one of each thing, and where the answer has its id. The mutation is called `it`, its key `$key`. */
  readonly fill: Readonly<Record<string, { readonly query: string; readonly path: readonly string[] }>>;
  /** A mutation with the key `$key` that a rule of the domain refuses. */
  readonly refused: string;
  /** Root fields that take ids; `variables` names what was filled in. */
  readonly fields: readonly {
    readonly field: string;
    readonly ids: readonly string[];
    readonly query: string;
    readonly variables: Readonly<Record<string, string>>;
  }[];
  /** Root fields that take none, each with its query. */
  readonly idless: Readonly<Record<string, string>>;
  /** `Type at domain`, with the name of its id and fields to ask for. */
  readonly entities: Readonly<Record<string, { readonly id: string; readonly fields: string }>>;
}

/** Of every domain that has them, by its name. The first four domains' cases stand with the proofs themselves. */
export const DOMAIN_CASES: Readonly<Record<string, DomainCases>> = Object.fromEntries(
  DEFINITIONS.flatMap(({ name, directory }) => {
    const file = new URL('test/graph-cases.json', directory);
    return existsSync(file) ? [[name, JSON.parse(readFileSync(file, 'utf8')) as DomainCases]] : []; // our own files
  }),
);

export const ALL_CASES: readonly DomainCases[] = Object.values(DOMAIN_CASES);
