import { API, SUPERGRAPH } from '../contract/contract.js';
import type { Check } from '../contract/finding.js';

export const drift: Check = {
  name: 'drift',
  holds: 'the committed supergraph.graphql and api.graphql are what the subgraphs compose to',
  needsGraph: true,
  codes: {
    GRAPH_STALE: {
      severity: 'error',
      title: 'the committed graph is another one',
      explain:
        'The gateway loads the committed supergraph, and clients read the committed API. They must be what the subgraphs compose to now. Run `npm run schema:compose` and commit the result.',
    },
  },
  run: async ({ tree, composition }) => {
    const result = await composition();
    if ('problems' in result) return [];
    const expected: readonly (readonly [string, string])[] = [
      [SUPERGRAPH, result.composed.supergraph],
      [API, result.composed.api],
    ];
    return expected
      .filter(([file, text]) => tree.read(file) !== text)
      .map(([file]) => ({
        code: 'GRAPH_STALE',
        message: `${file} is not what the subgraphs compose to. Run npm run schema:compose and commit it.`,
        place: { file, line: 1, column: 1 },
      }));
  },
};
