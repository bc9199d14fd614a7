import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

/** `main.ts` with our own packages from their sources, so that the test runs what is written and not what was built last. */
export async function buildMain(): Promise<string> {
  const outfile = fileURLToPath(new URL('../test-results/main.mjs', import.meta.url));
  await build({
    entryPoints: [fileURLToPath(new URL('../src/main.ts', import.meta.url))],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: ['bailiwick-source'],
    plugins: [
      {
        name: 'ours from source',
        setup: (setup) => {
          setup.onResolve({ filter: /^[^./]/ }, ({ path }) =>
            path.startsWith('@bailiwick/') || path.startsWith('/') ? null : { path, external: true },
          );
        },
      },
    ],
  });
  return outfile;
}
