import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readSubgraphSdl } from '@bailiwick/subgraph-host';
import { parse } from 'graphql';
import { z } from 'zod';

const ROOT = new URL('../../', import.meta.url);
const manifest = z.object({ bailiwick: z.object({ port: z.number().int() }) });

/** One subgraph, as composition takes it. */
export interface SubgraphSource {
  readonly name: string;
  /** The default; a gateway's `SUBGRAPH_<NAME>_URL` overrides it. */
  readonly url: string;
  readonly typeDefs: ReturnType<typeof parse>;
  readonly sdl: string;
}

/** Every folder of `subgraphs/` that says its port is a subgraph, so that a new domain needs no entry anywhere else. */
export function readSubgraphs(): readonly SubgraphSource[] {
  const folder = new URL('subgraphs/', ROOT);
  const names = readdirSync(folder)
    .filter((name) => existsSync(new URL(`${name}/package.json`, folder)))
    .sort();
  return names.map((name) => {
    const directory = new URL(`${name}/`, folder);
    const { port } = manifest.parse(JSON.parse(readFileSync(new URL('package.json', directory), 'utf8'))).bailiwick;
    const sdl = readSubgraphSdl(name, directory);
    return { name, url: `http://127.0.0.1:${port}/graphql`, typeDefs: parse(sdl), sdl };
  });
}
