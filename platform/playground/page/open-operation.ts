import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';

/** Opens an operation in a tab of its own, or in this one while it is empty, and puts the cursor there. */
export function useOpenOperation(): (document: string, variables: string | null) => void {
  const actions = useGraphiQLActions();
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);
  return (document, variables) => {
    if (queryEditor === undefined || variableEditor === undefined) return;
    if (queryEditor.getValue().trim() !== '') actions.addTab();
    queryEditor.setValue(document);
    variableEditor.setValue(variables ?? '');
    queryEditor.focus();
  };
}
