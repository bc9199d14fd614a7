import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { openParts } from './parts.js';
import { workers } from './built-in.js';

/** The editor's language services run beside the page, from files of the same origin. */
Object.assign(globalThis, {
  MonacoEnvironment: {
    getWorker: (_: string, label: string) =>
      new Worker(label === 'json' ? workers.json : label === 'graphql' ? workers.graphql : workers.editor),
  },
});

const place = document.getElementById('playground');
if (place !== null) createRoot(place).render(<App parts={await openParts(document.documentElement.dataset)} />);
