import { useGraphiQL } from '@graphiql/react';
import { TabFocus } from 'monaco-editor/esm/vs/editor/browser/config/tabFocus.js';
import { useEffect } from 'react';

const MONOSPACED =
  "ui-monospace, 'SF Mono', SFMono-Regular, 'Cascadia Code', 'DejaVu Sans Mono', Menlo, Consolas, monospace";

/** Tab moves on, as everywhere in a page: an editor that keeps it is a trap for whoever has no mouse. */
export function EditorHabits(): null {
  const query = useGraphiQL((state) => state.queryEditor);
  const variables = useGraphiQL((state) => state.variableEditor);
  const headers = useGraphiQL((state) => state.headerEditor);
  const response = useGraphiQL((state) => state.responseEditor);
  useEffect(() => {
    TabFocus.setTabFocusMode(true);
    const named = [
      [query, 'Operation'],
      [variables, 'Variables'],
      [headers, 'Headers'],
      [response, 'Response'],
    ] as const;
    for (const [editor, ariaLabel] of named)
      editor?.updateOptions({ ariaLabel, fontFamily: MONOSPACED, fontSize: 13, lineHeight: 20 });
  }, [query, variables, headers, response]);
  return null;
}
