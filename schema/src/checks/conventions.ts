import type { Check } from '../contract/finding.js';
import { undescribedIn } from './descriptions.js';
import { nonNullAtEdges } from './nullability.js';
import { shapesIn } from './shapes.js';

export const conventions: Check = {
  name: 'conventions',
  holds: 'everything is described, and mutations, connections and nullability are shaped alike everywhere',
  needsGraph: true,
  codes: {
    DESCRIPTION_MISSING: {
      severity: 'error',
      title: 'something without a description',
      explain:
        'The documentation pane is the manual: what has no description is not documented at all. Say what it means, when it is null, and what refuses it.',
    },
    MUTATION_SHAPE: {
      severity: 'error',
      title: 'a mutation that is shaped unlike the others',
      explain:
        'A mutation takes one `input: …Input!` with `idempotencyKey: ID!`, and returns one `…Payload!` with `errors: [MutationError!]!` and `consistencyToken: ConsistencyToken`. Clients handle refusals and read their own writes by these.',
    },
    CONNECTION_SHAPE: {
      severity: 'error',
      title: 'a connection that is shaped unlike the others',
      explain:
        'A connection has `edges: […Edge!]!` and `pageInfo: PageInfo!`; an edge has `cursor: String!` and `node`; the field takes `first: Int` with a default and `after: String`.',
    },
    LIST_OF_NULLS: {
      severity: 'error',
      title: 'a list whose items may be null',
      explain: 'Nobody can say what a null item means. Write `[Item!]`, or a connection.',
    },
    NULLABILITY_AT_EDGE: {
      severity: 'error',
      title: 'a non-null field where several domains meet',
      explain:
        'Every field of `Query`, and every field but the key of an entity that several domains answer, is nullable: otherwise one domain’s outage nulls what the others answered. Make it nullable and say when it is null.',
    },
    TENANT_FOREIGN: {
      severity: 'error',
      title: 'a field that could answer another tenant',
      acceptable: true,
      explain:
        'A `Tenant` is only ever the caller’s own: the field is named `tenant`, takes no argument and is no list. Another tenant appears as `TenantRef`.',
    },
  },
  run: async (contract) => [
    ...undescribedIn(contract.subgraphs),
    ...contract.subgraphs.flatMap((subgraph) => shapesIn(subgraph)),
    ...(await nonNullAtEdges(contract)),
  ],
};
