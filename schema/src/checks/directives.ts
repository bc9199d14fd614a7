import { visit, type DirectiveNode, type FieldDefinitionNode } from 'graphql';
import { placeOf, type Check, type Found } from '../contract/finding.js';
import type { SubgraphSource } from '../subgraphs.js';

/** The gateway refuses these at boot; composition alone lets them pass. */
const REFUSED: Readonly<Record<string, string>> = {
  authenticated: 'a domain decides who may',
  requiresScopes: 'a domain decides who may',
  policy: 'a domain decides who may',
  context: 'pass the fact in an event, or as an argument',
  fromContext: 'pass the fact in an event, or as an argument',
};

export const directives: Check = {
  name: 'directives',
  holds: 'no subgraph uses what this gateway cannot run, or runs wrongly',
  codes: {
    DIRECTIVE_BANNED: {
      severity: 'error',
      title: 'a directive that the gateway refuses to start on',
      explain:
        'Composition passes `@authenticated`, `@requiresScopes`, `@policy`, `@context` and `@fromContext`, and then the gateway refuses to start. The first three would also decide in the gateway who may do what, which a domain decides. Remove the directive.',
    },
    REQUIRES_WITH_ARGUMENTS: {
      severity: 'error',
      title: '@requires on a field with arguments',
      explain:
        'The gateway answers such a field with silently wrong data. Take the required fact from an event instead, or split the field.',
    },
    OVERRIDE_PROGRESSIVE: {
      severity: 'error',
      title: '@override with a label',
      explain: 'A progressive override never takes effect in this gateway. Move the field at once, without a label.',
    },
  },
  run: ({ subgraphs }) => subgraphs.flatMap(findIn),
};

function findIn({ name, typeDefs }: SubgraphSource): Found[] {
  const found: Found[] = [];
  visit(typeDefs, {
    Directive: (node) => {
      found.push(...judgeDirective(name, node));
    },
    FieldDefinition: (node) => {
      found.push(...judgeField(name, node));
    },
  });
  return found;
}

function judgeDirective(subgraph: string, node: DirectiveNode): Found[] {
  const why = REFUSED[node.name.value];
  if (why !== undefined) {
    const message = `${subgraph}: @${node.name.value} is not allowed: the gateway refuses to start on it; ${why}. Remove it.`;
    return [{ code: 'DIRECTIVE_BANNED', message, place: placeOf(node) }];
  }
  const isLabelled = node.arguments?.some((argument) => argument.name.value === 'label') ?? false;
  if (node.name.value !== 'override' || !isLabelled) return [];
  const message = `${subgraph}: @override with a label never takes effect in this gateway. Move the field without one.`;
  return [{ code: 'OVERRIDE_PROGRESSIVE', message, place: placeOf(node) }];
}

function judgeField(subgraph: string, node: FieldDefinitionNode): Found[] {
  const requires = node.directives?.some((directive) => directive.name.value === 'requires') ?? false;
  if (!requires || (node.arguments?.length ?? 0) === 0) return [];
  const message = `${subgraph}: @requires on ${node.name.value}, which takes arguments, gives silently wrong data. Take the fact from an event, or split the field.`;
  return [{ code: 'REQUIRES_WITH_ARGUMENTS', message, place: placeOf(node), coordinate: node.name.value }];
}
