import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect, useRef } from 'react';
import type { Acting } from './acting.js';
import { useCell, type Cell } from './cell.js';

/** The schema is everybody's. It is asked for again only when the one chosen before was not told it. */
export function SchemaKeeper({ acting }: { readonly acting: Cell<Acting> }): null {
  const current = useCell(acting);
  const asked = useRef(current);
  const hasFailed = useGraphiQL((state) => state.fetchError !== null);
  const actions = useGraphiQLActions();
  useEffect(() => {
    if (!hasFailed || asked.current === current) return undefined;
    // Typing a slug changes the choice letter by letter; one question at the end of it is enough.
    const timer = setTimeout(() => {
      asked.current = current;
      void actions.introspect();
    }, 400);
    return () => clearTimeout(timer);
  }, [current, hasFailed, actions]);
  return null;
}
