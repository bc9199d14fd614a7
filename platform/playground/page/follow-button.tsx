import type { ReactNode } from 'react';
import { readyOperations } from './built-in.js';
import { follow } from './follow.js';
import { useOpenOperation } from './open-operation.js';

/** What an answer only names, such as a stored decision, one ready operation shows whole: it is opened with the id filled in. */
export function FollowButton({
  field,
  id,
  children,
}: {
  readonly field: string;
  readonly id: string;
  readonly children: ReactNode;
}): ReactNode {
  const open = useOpenOperation();
  const followed = follow(readyOperations, field, id);
  if (followed === null) return null;
  return (
    <button type="button" className="bailiwick-link" onClick={() => open(followed.document, followed.variables)}>
      {children}
    </button>
  );
}
