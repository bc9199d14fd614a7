import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PACKAGES = [
  ...['platform', 'subgraphs'].flatMap((group) => readdirSync(join(ROOT, group)).map((name) => `${group}/${name}`)),
  'gateway',
  'schema',
  'schema/client',
  'test',
];

/** The papers that people read: the README, docs, and what each package says of itself. */
const papers = ['README.md', ...papersBelow('docs'), ...PACKAGES.map((folder) => `${folder}/README.md`)].filter(
  (file) => existsSync(join(ROOT, file)),
);

interface Paper {
  /** From the repository's root. */
  readonly file: string;
  readonly text: string;
}

function papersBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
}

function read(file: string): Paper {
  return { file, text: readFileSync(join(ROOT, file), 'utf8') };
}

/** What is shown as code is no link and no heading. */
function withoutFences(text: string): string {
  return text.replace(/^ *(```|~~~).*?^ *\1[^\S\n]*$/gms, '');
}

/** Targets of inline links and images, and of reference definitions. */
function linksIn(text: string): string[] {
  const prose = withoutFences(text).replace(/`[^`\n]*`/g, 'code');
  const inline = [...prose.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)];
  const references = [...prose.matchAll(/^ {0,3}\[[^\]]+\]:\s+(\S+)/gm)];
  return [...inline, ...references].flatMap(([, target]) => (target === undefined ? [] : [target]));
}

/** Headings as GitHub names them: lower case, punctuation gone, spaces as hyphens, repeated ones numbered; and `<a id>`. */
function anchorsIn(text: string): ReadonlySet<string> {
  const anchors = new Set([...withoutFences(text).matchAll(/<a id="([^"]+)"><\/a>/g)].map(([, id = '']) => id));
  for (const [, heading = ''] of withoutFences(text).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
    const slug = plain
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count += 1) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** The links of a paper that lead nowhere, each with what is wrong with it. */
function brokenLinks(paper: Paper): string[] {
  const ours = linksIn(paper.text).filter((target) => !/^[a-z][a-z0-9+.-]*:/i.test(target));
  return ours.flatMap((target) => {
    const problem = problemOf(paper, target);
    return problem === null ? [] : [`${target} ${problem}`];
  });
}

function problemOf({ file, text }: Paper, target: string): string | null {
  const [path = '', anchor = ''] = target.split('#', 2);
  if (path === '') return anchorsIn(text).has(anchor) ? null : 'is no heading there';
  const found = resolve(ROOT, dirname(file), decodeURIComponent(path));
  const misplaced = path.startsWith('/') ? 'leaves the repository' : placeProblem(relative(ROOT, found));
  if (misplaced !== null) return misplaced;
  if (!existsSync(found)) return 'is not there';
  return anchor === '' ? null : anchorProblem(found, anchor);
}

function placeProblem(inside: string): string | null {
  if (inside.startsWith('..')) return 'leaves the repository';
  return /(^|\/)(node_modules|dist|\.data)(\/|$)/.test(inside) ? 'is in no clean clone' : null;
}

function anchorProblem(found: string, anchor: string): string | null {
  if (statSync(found).isDirectory()) return 'is a folder, which has no headings';
  return anchorsIn(readFileSync(found, 'utf8')).has(anchor) ? null : 'is no heading there';
}

describe('every link', () => {
  test.each(papers)('of %s leads somewhere', (file) => {
    expect(brokenLinks(read(file))).toEqual([]);
  });

  test('is looked for in papers that there are', () => {
    expect(papers).toEqual(
      expect.arrayContaining(['README.md', 'docs/request.md', 'docs/threats.md', 'gateway/README.md']),
    );
    expect(papers.flatMap((file) => linksIn(read(file).text)).length).toBeGreaterThan(100);
  });
});

describe('a link', () => {
  const broken = (text: string) => brokenLinks({ file: 'docs/planted.md', text });

  test.each([
    ['to a file that is not there', '[x](nothing.md)', 'nothing.md is not there'],
    ['out of the repository', '[x](../../secret.md)', '../../secret.md leaves the repository'],
    ['to a file of one machine', '[x](/etc/hosts)', '/etc/hosts leaves the repository'],
    ['to what a build makes', '[x](../gateway/dist/main.js)', '../gateway/dist/main.js is in no clean clone'],
    ['to a heading that is not there', '[x](threats.md#nothing)', 'threats.md#nothing is no heading there'],
    ['to a missing heading of its own paper', '# One\n[x](#two)', '#two is no heading there'],
    ['that is an image', '![x](nothing.png)', 'nothing.png is not there'],
    ['by reference', '[x]\n\n[x]: nothing.md', 'nothing.md is not there'],
    ['to an anchor of another name', '<a id="a.b"></a>\n[x](#a.c)', '#a.c is no heading there'],
    ['to a heading that is code', '```\n# One\n```\n[x](#one)', '#one is no heading there'],
  ])('%s is found', (_, text, problem) => {
    expect(broken(text)).toEqual([problem]);
  });

  test.each([
    ['to a file', '[x](threats.md)'],
    ['to a folder', '[x](decisions/)'],
    ['to a heading with punctuation', '# Who, what & why?\n[x](#who-what--why)'],
    ['to an anchor with a dot', '<a id="a.b"></a>\n[x](#a.b)'],
    ['to the second of two headings', '# One\n# One\n[x](#one-1)'],
    ['to another place in the world', '[x](https://example.com/nothing)'],
    ['that is shown as code', '`[x](nothing.md)`\n\n```\n[x](nothing.md)\n```\n'],
  ])('%s is fine', (_, text) => {
    expect(broken(text)).toEqual([]);
  });
});
