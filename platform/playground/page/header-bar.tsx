import { useGraphiQL } from '@graphiql/react';
import type { ReactNode } from 'react';
import { hasCredential, needsReason } from './acting.js';
import { useCell } from './cell.js';
import { ActAs } from './act-as.js';
import { OwnCredential } from './own-credential.js';
import { OperatorReason, SecondFactor, TenantChoice } from './tenant-choice.js';
import type { Parts } from './parts.js';

/** Who asks, and where: above everything, because every answer depends on it. */
export function HeaderBar({ parts }: { readonly parts: Parts }): ReactNode {
  const acting = useCell(parts.acting);
  const { demo } = parts;
  const change = (next: Partial<typeof acting>): void => parts.acting.set({ ...acting, ...next });
  return (
    <header className="bailiwick-header">
      <SkipToOperation />
      <h1 className="bailiwick-name">
        Bailiwick <span>Playground</span>
      </h1>
      <form className="bailiwick-choice" aria-label="Who asks" onSubmit={(event) => event.preventDefault()}>
        {demo !== null && <ActAs demo={demo} acting={acting} onChange={parts.acting.set} />}
        {acting.who === null ? (
          <OwnCredential acting={acting} onChange={change} />
        ) : (
          demo !== null && <TenantChoice demo={demo} acting={acting} who={acting.who} onChange={change} />
        )}
        {(acting.who === null || needsReason(acting)) && <OperatorReason acting={acting} onChange={change} />}
        <SecondFactor acting={acting} onChange={change} />
      </form>
      <Notice parts={parts} signedIn={hasCredential(acting)} />
    </header>
  );
}

/** Past the choices, straight to where one writes. */
function SkipToOperation(): ReactNode {
  const editor = useGraphiQL((state) => state.queryEditor);
  return (
    <button type="button" className="bailiwick-skip" onClick={() => editor?.focus()}>
      Skip to the operation
    </button>
  );
}

function Notice({ parts, signedIn }: { readonly parts: Parts; readonly signedIn: boolean }): ReactNode {
  const notices = [
    ...(parts.pickerProblem === null ? [] : [parts.pickerProblem]),
    ...(parts.introspection ? [] : [NO_SCHEMA]),
    ...(signedIn ? [] : [NO_CREDENTIAL]),
  ];
  return (
    <div className="bailiwick-notices" role="status">
      {notices.map((notice) => (
        <p key={notice}>{notice}</p>
      ))}
    </div>
  );
}

const NO_SCHEMA =
  'This gateway does not tell its schema (INTROSPECTION is off): there is no documentation and no completion here. Operations run all the same.';
const NO_CREDENTIAL =
  'Paste an access token or a machine’s key to begin. It stays in this page’s memory: nothing stores it, and closing the page forgets it.';
