import type { ReactNode } from 'react';
import type { ReadyOperation } from '../src/ready-operations.js';
import { readyOperations } from './built-in.js';
import { useOpenOperation } from './open-operation.js';
import { titleOf, topicsOf } from './topics.js';

const TOPICS = topicsOf(readyOperations);

/** The operations that a frontend sends, by topic. Choosing one opens it with variables that fit the demo. */
export function OperationsPane(): ReactNode {
  const open = useOpenOperation();
  return (
    <section className="bailiwick-operations" aria-label="Ready operations">
      <h2>Operations</h2>
      <p>What a frontend really sends. Choose one, then run it with Ctrl-Enter.</p>
      {TOPICS.map(({ name, operations }) => (
        <section key={name} aria-label={name}>
          <h3>{name}</h3>
          <ul>
            {operations.map((operation) => (
              <li key={operation.name}>
                <OperationButton operation={operation} onOpen={open} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </section>
  );
}

function OperationButton({
  operation,
  onOpen,
}: {
  readonly operation: ReadyOperation;
  readonly onOpen: ReturnType<typeof useOpenOperation>;
}): ReactNode {
  return (
    <button
      type="button"
      className="bailiwick-operation"
      onClick={() => onOpen(operation.document, operation.variables)}
    >
      <span className="bailiwick-operation-title">
        {titleOf(operation)}
        {operation.kind !== 'query' && <span className="bailiwick-kind">{operation.kind}</span>}
      </span>
      {operation.sentence !== null && <Sentence text={operation.sentence} />}
    </button>
  );
}

/** With what stands between backticks as code. */
function Sentence({ text }: { readonly text: string }): ReactNode {
  const parts = text.split('`');
  return (
    <span className="bailiwick-operation-sentence">
      {parts.map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))}
    </span>
  );
}
