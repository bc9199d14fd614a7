import { capitalised, type Names } from './names.js';

/** One file of the repository that names every domain, and how it comes to name one more. */
export interface Edit {
  readonly path: string;
  /** Throws when the place is not there any more: whoever moved it says here where it is now. */
  readonly change: (text: string, names: Names) => string;
}

/** All that a domain needs outside of its own folder; what lets it call others is written out, to be reviewed. */
export const EDITS: readonly Edit[] = [
  {
    path: 'platform/cli/src/domains.ts',
    change: (text, { domain }) =>
      before(
        before(text, /^import \{ registered \}/m, `import { ${domain} } from '@bailiwick/${domain}';\n`),
        /^\};\n\nexport type DomainName/m,
        `  ${domain}: registered(${domain}),\n`,
      ),
  },
  {
    path: 'platform/request-signature/src/workload-table.ts',
    change: (text, { domain }) =>
      before(
        before(
          text,
          /^ {2}\],\n {2}events: \[/m,
          `    { method: 'POST', path: '/access/v1/*', profile: 'service', callers: ['${domain}'], receivers: ['access'] },\n`,
        ),
        /^ {2}\],\n\};/m,
        `    { type: 'identity.tenant.changed', consumers: ['${domain}'] },\n`,
      ),
  },
  {
    path: 'test/system/proof-4-workloads.test.ts',
    change: (text, { domain }) =>
      before(
        text,
        /^\]\);\n\nlet platform/m,
        `  ...asksAccess('${domain}'),\n  '${domain} → identity identity.tenant.changed',\n`,
      ),
  },
  {
    path: 'platform/subgraph-host/schema/shared.graphql',
    change: (text, { domain, plural }) =>
      text.replace(
        found(text, /^enum Domain \{[^}]*/m),
        (list) => `${list}  "${capitalised(plural)}."\n  ${domain.toUpperCase()}\n`,
      ),
  },
  {
    path: 'schema/contract/OWNERS',
    change: (text, { domain, plural }) =>
      before(text, /^UsersSection /m, `${`Tenant.${plural}`.padEnd(43)} ${domain}\n`),
  },
  {
    path: 'schema/src/operation-files.ts',
    change: (text, { domain }) =>
      text.replace(found(text, /^export const TOPICS = \[[^\]]*/m), (list) => `${list}, '${capitalised(domain)}'`),
  },
  {
    path: 'package.json',
    change: (text, { domain }) =>
      before(
        text,
        /^ {4}"start:gateway"/m,
        `    "start:${domain}": "exec node --enable-source-maps subgraphs/${domain}/dist/main.js",\n`,
      ),
  },
  {
    path: 'platform/cli/package.json',
    change: (text, { domain }) => after(text, /"dependencies": \{\n/, `    "@bailiwick/${domain}": "*",\n`),
  },
  {
    path: 'README.md',
    change: (text, { domain, plural }) =>
      before(text, /^\| \[platform\]\(platform\/\)/m, `| [subgraphs/${domain}](subgraphs/${domain}/) | ${plural} |\n`),
  },
];

function before(text: string, place: RegExp, lines: string): string {
  return text.replace(found(text, place), (here) => lines + here);
}

function after(text: string, place: RegExp, lines: string): string {
  return text.replace(found(text, place), (here) => here + lines);
}

function found(text: string, place: RegExp): RegExp {
  if (!place.test(text)) throw new PlaceMissing(place);
  return place;
}

export class PlaceMissing extends Error {
  override readonly name = 'PlaceMissing';

  constructor(place: RegExp) {
    super(`has no place that looks like ${place.source}`);
  }
}
