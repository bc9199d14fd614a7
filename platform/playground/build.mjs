// Builds the page: GraphiQL with our header and panels, the editor's workers, and the ready operations, all of it files
// of this folder's dist/public. Nothing is loaded from anywhere else, at build time or in the browser. Each file is
// compressed here, once, so that serving it costs nothing.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

await import('../tooling/build.mjs');
const { readReadyOperations } = await import('./dist/ready-operations.js');

const OUT = 'dist/public';
const ASSETS = join(OUT, 'playground');
const WORTH_COMPRESSING_BYTES = 1_024;
const common = {
  bundle: true,
  minify: true,
  metafile: true,
  outdir: ASSETS,
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  loader: { '.ttf': 'file' },
  target: ['chrome120', 'firefox120', 'safari17'],
  legalComments: 'none',
  logLevel: 'warning',
  define: { 'process.env.NODE_ENV': '"production"' },
};

const workers = await build({
  ...common,
  format: 'iife',
  entryPoints: {
    'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
    'graphql.worker': fileURLToPath(import.meta.resolve('monaco-graphql/esm/graphql.worker.js')),
    'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
  },
});
const page = await build({
  ...common,
  format: 'esm',
  splitting: true,
  entryPoints: { page: 'page/main.tsx', frame: 'styles/main.css', icon: 'page/icon.svg' },
  loader: { ...common.loader, '.svg': 'copy' },
  jsx: 'automatic',
  define: {
    ...common.define,
    WORKERS: JSON.stringify({
      editor: urlOf(workers, 'editor.worker'),
      graphql: urlOf(workers, 'graphql.worker'),
      json: urlOf(workers, 'json.worker'),
    }),
    READY_OPERATIONS: JSON.stringify(readReadyOperations('../../schema/operations')),
  },
});

// The page links all of the editor's styles at once; the parts that esbuild also cuts for each chunk are asked for by nobody.
for (const name of readdirSync(ASSETS))
  if (/\.css$/.test(name) && !indexHtml().includes(name)) rmSync(join(ASSETS, name));
writeFileSync(join(OUT, 'index.html'), indexHtml());
for (const name of readdirSync(ASSETS)) compress(join(ASSETS, name));

function urlOf({ metafile }, name, extension = '.js') {
  const found = Object.keys(metafile.outputs).find(
    (file) => basename(file).startsWith(`${name}-`) && file.endsWith(extension),
  );
  if (found === undefined) throw new Error(`The build made no ${name}${extension}.`);
  return `/playground/${basename(found)}`;
}

function indexHtml() {
  const put = {
    ICON: urlOf(page, 'icon', '.svg'),
    EDITOR_STYLES: urlOf(page, 'page', '.css'),
    STYLES: urlOf(page, 'frame', '.css'),
    SCRIPT: urlOf(page, 'page'),
  };
  return readFileSync('page/index.html', 'utf8').replace(/\{\{(\w+)\}\}/g, (_, name) => put[name]);
}

function compress(file) {
  const content = readFileSync(file);
  if (content.length < WORTH_COMPRESSING_BYTES) return;
  // 9 of 11: the last two levels take ten times as long for a twentieth less.
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  writeFileSync(`${file}.br`, brotliCompressSync(content, { params }));
  writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
}
