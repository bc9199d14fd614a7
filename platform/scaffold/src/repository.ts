import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, isIntrospectionType } from 'graphql';
import { z } from 'zod';
import type { Taken } from './names.js';
import { templateWords } from './template.js';

const manifest = z.object({
  bailiwick: z.object({ port: z.number(), publicPort: z.number().optional() }).optional(),
});

/** Ports of `npm start`, of which the gateway's is the first. */
const GATEWAY_PORT = 4000;

/** What there is in the repository already, as far as a new domain must not repeat it. */
export interface Repository extends Taken {
  readonly root: string;
  readonly ports: ReadonlySet<number>;
}

export function readRepository(root: string): Repository {
  const domains = readdirSync(join(root, 'subgraphs')).filter((name) => !name.startsWith('.'));
  return {
    root,
    domains: new Set(domains),
    graph: namesInGraph(readFileSync(join(root, 'schema/api.graphql'), 'utf8')),
    words: templateWords(),
    ports: new Set([GATEWAY_PORT, ...domains.flatMap((name) => portsOf(join(root, 'subgraphs', name)))]),
  };
}

/** The first port after those of the other domains. */
export function nextPort({ ports }: Repository): number {
  let port = GATEWAY_PORT + 1;
  while (ports.has(port)) port += 1;
  return port;
}

/** Which of these files have changes that are in no commit. Empty where there is no git: nothing is known then. */
export function uncommitted(root: string, files: readonly string[]): readonly string[] {
  try {
    const status = execFileSync('git', ['status', '--porcelain', '--', ...files], { cwd: root, stdio: 'pipe' });
    return status
      .toString()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.slice(3));
  } catch {
    return [];
  }
}

function namesInGraph(api: string): ReadonlySet<string> {
  const schema = buildSchema(api);
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getType('Tenant')];
  const fields = roots.flatMap((type) => (type && 'getFields' in type ? Object.keys(type.getFields()) : []));
  const types = Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type));
  return new Set([...fields, ...types.map(({ name }) => name)]);
}

function portsOf(folder: string): readonly number[] {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return [];
  const { bailiwick } = manifest.parse(JSON.parse(readFileSync(file, 'utf8')));
  return bailiwick === undefined ? [] : [bailiwick.port, bailiwick.publicPort ?? bailiwick.port + 100];
}
