import {
  GraphQLError,
  Kind,
  type ASTVisitor,
  type FragmentDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import type { Limits } from './config.js';

interface Measure {
  readonly depth: number;
  readonly aliases: number;
}

/**
 * Refuses operations that are cheap to send and dear to answer. A fragment is measured once and its measure used
 * wherever it is spread: expanding it instead would let sixty lines of nested spreads stand for 2^60 fields.
 */
export function limitOperations({
  queryDepth,
  queryAliases,
}: Pick<Limits, 'queryDepth' | 'queryAliases'>): ValidationRule {
  return (context: ValidationContext): ASTVisitor => {
    const measured = new Map<string, Measure>();
    return {
      OperationDefinition: (operation) => {
        const { depth, aliases } = measure(operation.selectionSet, context, measured);
        if (depth > queryDepth) context.reportError(tooMuch(`is nested more than ${String(queryDepth)} levels deep`));
        if (aliases > queryAliases) context.reportError(tooMuch(`has more than ${String(queryAliases)} aliases`));
        return false;
      },
    };
  };
}

function tooMuch(what: string): GraphQLError {
  return new GraphQLError(`The operation ${what}. Ask for less at once, or in several requests.`);
}

function measure(selectionSet: SelectionSetNode, context: ValidationContext, measured: Map<string, Measure>): Measure {
  let depth = 0;
  let aliases = 0;
  for (const selection of selectionSet.selections) {
    const isField = selection.kind === Kind.FIELD;
    const below =
      selection.kind === Kind.FRAGMENT_SPREAD
        ? measureFragment(context.getFragment(selection.name.value), context, measured)
        : selection.selectionSet && measure(selection.selectionSet, context, measured);
    depth = Math.max(depth, (below?.depth ?? 0) + (isField ? 1 : 0));
    aliases += (below?.aliases ?? 0) + (isField && selection.alias !== undefined ? 1 : 0);
  }
  return { depth, aliases };
}

/** A fragment that reaches itself counts as nothing on the way back; another rule refuses such documents. */
function measureFragment(
  fragment: FragmentDefinitionNode | null | undefined,
  context: ValidationContext,
  measured: Map<string, Measure>,
): Measure | undefined {
  if (fragment === null || fragment === undefined) return undefined;
  const name = fragment.name.value;
  const known = measured.get(name);
  if (known !== undefined) return known;
  measured.set(name, { depth: 0, aliases: 0 });
  const own = measure(fragment.selectionSet, context, measured);
  measured.set(name, own);
  return own;
}
