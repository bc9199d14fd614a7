import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';

/** Where a domain listens unless its settings say otherwise. */
export interface DomainPorts {
  readonly port: number;
  /** The second listener's. Null when the domain offers nothing to the public. */
  readonly publicPort: number | null;
}

const port = z.int().min(1).max(65_535);
const manifest = z.object({ bailiwick: z.object({ port, publicPort: port.nullable().default(null) }) });

/** A domain's `package.json` says its ports once: for its own process, for its peers and for the composed graph. */
export function readDomainPorts(directory: URL): DomainPorts {
  const file = new URL('package.json', directory);
  const parsed = manifest.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file.pathname} must say "bailiwick": { "port": … }.`);
  return parsed.data.bailiwick;
}

/** `name=url,…` of every domain that lies beside this one, on loopback: what `PEERS` is on a developer's machine. */
export function neighboursOf(directory: URL): string {
  const folder = new URL('../', directory);
  const names = readdirSync(folder).filter((name) => existsSync(new URL(`${name}/package.json`, folder)));
  return names
    .sort()
    .flatMap((name) => {
      const { success, data } = manifest.safeParse(
        JSON.parse(readFileSync(new URL(`${name}/package.json`, folder), 'utf8')),
      );
      return success ? [`${name}=http://127.0.0.1:${data.bailiwick.port}`] : [];
    })
    .join(',');
}
