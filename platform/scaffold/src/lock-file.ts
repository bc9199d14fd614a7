import { z } from 'zod';
import type { Names } from './names.js';

// Records keep the order of what they read; an object schema would put its own keys first.
const record = z.record(z.string(), z.unknown());
const dependencyList = z.record(z.string(), z.string());
const packageFile = z.object({ name: z.string(), version: z.string(), dependencies: dependencyList });

/** The lock file as npm itself would leave it: a workspace package is a link, and brings no package from elsewhere. */
export function lockedWith(text: string, { domain }: Names, manifest: string): string {
  const lock = record.parse(JSON.parse(text));
  const packages = record.parse(lock['packages']);
  const cli = record.parse(packages['platform/cli']);
  const { name, version, dependencies } = packageFile.parse(JSON.parse(manifest));
  const more = {
    ...packages,
    [`node_modules/${name}`]: { resolved: `subgraphs/${domain}`, link: true },
    [`subgraphs/${domain}`]: { name, version, dependencies: sorted(dependencies) },
    'platform/cli': { ...cli, dependencies: sorted({ ...dependencyList.parse(cli['dependencies']), [name]: '*' }) },
  };
  return `${JSON.stringify({ ...lock, packages: sorted(more) }, null, 2)}\n`;
}

function sorted<Value>(list: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(list).sort(([a], [b]) => a.localeCompare(b, 'en')));
}
