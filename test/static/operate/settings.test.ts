import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { knownSettings, settingsTables } from './settings.js';

const PAPER = fileURLToPath(new URL('../../../docs/operate.md', import.meta.url));
const paper = readFileSync(PAPER, 'utf8');
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** What Node, npm and PostgreSQL's own programs read: named in the paper, and no business of our schemas. */
const OTHERS = ['NODE_ENV', 'NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS', 'PGPASSFILE'];

const place = (name: string): RegExp => new RegExp(`(<!-- settings of ${name} -->\n)[^]*?(\n<!-- end -->)`);

describe('docs/operate.md', () => {
  test('has every setting with its sentence, range, unit and default as the services read it', async () => {
    const tables = [...settingsTables()];
    for (const [name] of tables) expect(paper).toMatch(place(name));
    const asRead = tables.reduce((text, [name, table]) => text.replace(place(name), `$1${table}$2`), paper);
    // When this fails after a change of a schema: `npx vitest run -u static/operate` in test/ writes the tables anew.
    await expect(asRead).toMatchFileSnapshot(PAPER);
  });

  test('names no setting that nothing reads', () => {
    const known = [...knownSettings(), ...OTHERS];
    const named = [...paper.matchAll(/`([A-Z][A-Z0-9]*_[A-Z0-9_<>]*)[=`]|^ *(?:export )?([A-Z][A-Z0-9_]+)=/gm)];
    const names = new Set(named.map(([, inText, inCode]) => inText ?? inCode ?? ''));
    expect([...names].filter((name) => !known.includes(name) && !/^SUBGRAPH_[A-Z]+_URL$/.test(name))).toEqual([]);
    expect(names.size).toBeGreaterThan(30);
  });
});

describe('a program of ours', () => {
  const sources = ['gateway', 'platform', 'subgraphs', 'schema'].flatMap((folder) =>
    readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !/node_modules|dist|test/.test(file))
      .map((file) => ({ file: `${folder}/${file}`, text: readFileSync(`${ROOT}${folder}/${file}`, 'utf8') })),
  );

  test('reads nothing from the environment past the settings that are documented', () => {
    const read = sources.flatMap(({ file, text }) =>
      [...text.matchAll(/(?:process\.env|environment)(?:\.|\[')([A-Z][A-Z0-9_]+)/g)].map(([, name = '']) => ({
        file,
        name,
      })),
    );
    // The last two belong to npm start, which is no production's; its --help tells of them.
    // npm itself sets INIT_CWD: the folder that a command was called from.
    const known = [...knownSettings(), 'NODE_ENV', 'APOLLO_TELEMETRY_DISABLED', 'PORT', 'BAILIWICK_DATA', 'INIT_CWD'];
    expect(read.filter(({ name }) => !known.includes(name))).toEqual([]);
    expect(sources.length).toBeGreaterThan(100);
  });
});
