import { DOC_EXPLORER_PLUGIN, DocExplorerStore } from '@graphiql/plugin-doc-explorer';
import { HISTORY_PLUGIN, HistoryStore } from '@graphiql/plugin-history';
import { GraphiQLProvider, type GraphiQLPlugin } from '@graphiql/react';
import { GraphiQL, GraphiQLInterface } from 'graphiql';
import { useMemo, type ReactNode } from 'react';
import { hasCredential } from './acting.js';
import { AnswerPanel } from './answer-panel.js';
import { readyOperations } from './built-in.js';
import { useCell } from './cell.js';
import { EditorHabits } from './editor-habits.js';
import { HeaderBar } from './header-bar.js';
import { OperationsPane } from './operations-pane.js';
import { OperationsIcon } from './operations-icon.js';
import type { Parts } from './parts.js';
import { SchemaKeeper } from './schema-keeper.js';
import { firstOperation } from './topics.js';

const OPERATIONS_PLUGIN: GraphiQLPlugin = { title: 'Operations', icon: OperationsIcon, content: OperationsPane };
const PLUGINS = [DOC_EXPLORER_PLUGIN, OPERATIONS_PLUGIN, HISTORY_PLUGIN];
/** Below this width a side pane would leave no room for the editor. */
const WIDE = '(min-width: 900px)';

export function App({ parts }: { readonly parts: Parts }): ReactNode {
  const acting = useCell(parts.acting);
  const fetcher = useMemo(() => fetcherOf(parts), [parts]);
  const first = firstOperation(readyOperations);
  const maySeeSchema = parts.introspection && hasCredential(acting);
  return (
    <GraphiQLProvider
      fetcher={fetcher}
      plugins={PLUGINS}
      referencePlugin={DOC_EXPLORER_PLUGIN}
      {...(matchMedia(WIDE).matches && { visiblePlugin: OPERATIONS_PLUGIN })}
      {...(!maySeeSchema && { schema: null })}
      defaultTabs={[{ query: first?.document ?? '', variables: first?.variables ?? '' }]}
      storage={parts.storage}
      shouldPersistHeaders={false}
      inputValueDeprecation
      schemaDescription
    >
      <DocExplorerStore>
        <HistoryStore>
          <HeaderBar parts={parts} />
          <main className="bailiwick-main">
            <GraphiQLInterface defaultEditorToolsVisibility="variables" showPersistHeadersSettings={false}>
              <GraphiQL.Logo>{null}</GraphiQL.Logo>
              <GraphiQL.Footer>
                <AnswerPanel exchange={parts.exchange} />
              </GraphiQL.Footer>
              <EditorHabits />
              <SchemaKeeper acting={parts.acting} />
            </GraphiQLInterface>
          </main>
        </HistoryStore>
      </DocExplorerStore>
    </GraphiQLProvider>
  );
}

function fetcherOf({ send }: Parts) {
  return (request: Parameters<Parts['send']>[0], options?: { readonly headers?: unknown }) =>
    send(request, headersTab(options?.headers)) as Promise<object>; // GraphiQL shows whatever it is given
}

/** The Headers tab is JSON that somebody typed: what is not text cannot be a header's value. */
function headersTab(headers: unknown): Readonly<Record<string, string>> {
  if (typeof headers !== 'object' || headers === null) return {};
  const given = Object.entries(headers).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(given);
}
