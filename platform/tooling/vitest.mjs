// One vitest configuration for every package: sources are tested directly (no build needed), results are also written
// as JSON so that CI can count them.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export const bailiwickTests = (options = {}) =>
  configure('unit', { exclude: ['**/*.postgres.test.ts', '**/node_modules/**'], ...options });

/** The system through the gateway; not part of `npm test`'s cache, since it starts everything. */
export const bailiwickSystemTests = (options = {}) => configure('system', options);

/** The Playground in a real Chromium, in front of a whole platform. */
export const bailiwickBrowserTests = (options = {}) => configure('browser', options);

/** A whole copy of the repository is made and tested: minutes, so neither part of `npm test` nor of the system's. */
export const bailiwickScaffoldTests = (options = {}) => configure('scaffold', options);

/**
 * The same suites on a real PostgreSQL server, and `*.postgres.test.ts`, which need one. Those that are about the
 * embedded database alone are named `*.embedded.test.ts`. Without a server the `postgres` suites are reported as
 * skipped, each test counted: they must open their database in `beforeAll`, not while the file is loaded.
 */
export const bailiwickPostgresTests = (options = {}) =>
  configure(
    'postgres',
    process.env.BAILIWICK_TEST_POSTGRES
      ? { exclude: ['**/*.embedded.test.ts', '**/node_modules/**'], ...options }
      : {
          include: ['src/**/*.postgres.test.ts', 'test/**/*.postgres.test.ts'],
          ...options,
          testNamePattern: '(?!)',
          passWithNoTests: true,
        },
  );

// As Node resolves it. Vite would take graphql's ES modules for us and leave Apollo its CommonJS: two realms, in tests only.
const graphql = fileURLToPath(import.meta.resolve('graphql'));

const configure = (report, options) =>
  defineConfig({
    resolve: { conditions: ['bailiwick-source'], alias: [{ find: /^graphql$/, replacement: graphql }] },
    ssr: { resolve: { conditions: ['bailiwick-source', 'node'] } },
    test: {
      include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
      reporters: ['default', ['json', { outputFile: `test-results/${report}.json` }]],
      testTimeout: 60_000, // outcomes are judged, not the speed of a machine that others use too
      hookTimeout: 120_000,
      // A shared machine pauses for seconds. A rule that is broken is broken three times; a pause is not.
      retry: process.env.CI ? 2 : 0,
      // A build walks the same way every time, so that what it says is about the change; elsewhere each run looks somewhere new.
      provide: { walkSeed: process.env.CI ? 20261128 : null },
      maxWorkers: 2,
      ...options,
    },
  });
