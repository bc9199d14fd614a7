import { validate, type GraphQLSchema } from 'graphql';
import { placeOf, type Check, type Found } from '../contract/finding.js';
import type { Operation, OperationFile } from '../contract/operation.js';
import { foundError } from '../contract/parse-graphql.js';
import { deprecationOf, usesOf } from '../contract/uses.js';

export const operations: Check = {
  name: 'operations',
  holds: 'every registered operation has a name of its own, validates, and uses nothing deprecated without an entry',
  needsGraph: true,
  codes: {
    OPERATION_UNREADABLE: {
      severity: 'error',
      title: 'an operation that is not GraphQL',
      explain: 'The text cannot be parsed. Correct it, or generate the client’s manifest again.',
    },
    OPERATION_UNNAMED: {
      severity: 'error',
      title: 'an operation without a name, or with another’s',
      explain:
        'Logs, plan budgets and this check name an operation. Give it a name that no other operation of the same client has.',
    },
    OPERATION_INVALID: {
      severity: 'error',
      title: 'an operation that the graph does not answer',
      explain:
        'The operation asks for what the proposed graph does not have, or asks wrongly. If the graph is right, change the operation; if clients in the field still send it, keep the field and deprecate it first.',
    },
    DEPRECATED_USE: {
      severity: 'error',
      title: 'an operation uses something deprecated',
      explain:
        'Deprecated fields, arguments and values go away. Move the operation to what the deprecation reason names, or accept the use for a while in `schema/contract/accepted.json`, with the operation’s name and the coordinate.',
      acceptable: true,
    },
  },
  run: async (contract) => {
    const api = await contract.api();
    return [
      ...contract.operations.flatMap((file) => judgeFile(api, file)),
      ...judgeNames(contract.operations.flatMap((file) => file.operations)),
    ];
  },
};

function judgeFile(api: GraphQLSchema, { operations: listed, problems }: OperationFile): Found[] {
  const documents = [...new Set(listed.map(({ document }) => document))];
  return [
    ...problems,
    ...documents.flatMap((document) => {
      const first = listed.find((each) => each.document === document);
      return validate(api, document).map((error) => {
        const found = foundError('OPERATION_INVALID', error, first?.name);
        const message = `${first?.name ?? ''}: ${error.message} Change the operation, or keep what it asks for.`;
        return { ...found, message, place: first?.place ?? found.place ?? null };
      });
    }),
    ...listed.flatMap((operation) => deprecatedUses(api, operation)),
  ];
}

function judgeNames(all: readonly Operation[]): Found[] {
  const seen = new Set<string>();
  return all.flatMap(({ name, node, place }) => {
    const isTaken = seen.has(name);
    seen.add(name);
    if (node.name !== undefined && !isTaken) return [];
    const message =
      node.name === undefined
        ? 'Every operation needs a name, so that logs and budgets can name it. Name it.'
        : `There are two operations named ${name}. Rename one.`;
    return [{ code: 'OPERATION_UNNAMED', message, place: place ?? placeOf(node), coordinate: name }];
  });
}

function deprecatedUses(api: GraphQLSchema, operation: Operation): Found[] {
  return [...usesOf(api, operation)].flatMap(([used, { node, isCertain }]) => {
    const reason = isCertain ? deprecationOf(api, used) : null;
    if (reason === null) return [];
    const message = `${operation.name} uses ${used}, which is deprecated: ${reason} Move to what it names, or accept the use for a while.`;
    const coordinate = `${operation.name} ${used}`;
    return [{ code: 'DEPRECATED_USE', message, place: operation.place ?? placeOf(node), coordinate }];
  });
}
