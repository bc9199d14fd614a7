import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { readSubgraphSdl } from '@bailiwick/subgraph-host';
import { parse, print } from 'graphql';
import { expect, test } from 'vitest';
import { workingTree } from './contract/tree.js';
import { ROOT } from './files.js';
import { readSubgraphs } from './subgraphs.js';

test.each(readSubgraphs(workingTree(ROOT)))('$name is judged by the very schema that it runs', ({ name, typeDefs }) => {
  const runs = readSubgraphSdl(name, pathToFileURL(join(ROOT, 'subgraphs', name, '/')));
  expect(print(typeDefs)).toBe(print(parse(runs)));
});
