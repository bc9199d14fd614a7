import type { ReactNode } from 'react';
import { readyOperations } from './built-in.js';
import { useOpenOperation } from './open-operation.js';

/** The stored decision has the whole trace; an operation that shows it is opened with its id filled in. */
export function DecisionButton({ decisionId }: { readonly decisionId: string }): ReactNode {
  const open = useOpenOperation();
  const operation = readyOperations.find(({ name }) => name === 'WhyWasThisDenied');
  if (operation === undefined) return null;
  const variables = JSON.stringify({ decisionId }, null, 2);
  return (
    <button type="button" className="bailiwick-link" onClick={() => open(operation.document, variables)}>
      Open the decision
    </button>
  );
}
