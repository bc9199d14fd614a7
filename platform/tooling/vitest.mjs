// One vitest configuration for every package: sources are tested directly (no build needed), results are also written
// as JSON so that CI can count them.
import { defineConfig } from 'vitest/config';

export const bailiwickTests = (options = {}, report = 'unit') =>
  defineConfig({
    resolve: { conditions: ['bailiwick-source'] },
    ssr: { resolve: { conditions: ['bailiwick-source', 'node'] } },
    test: {
      include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
      exclude: ['**/*.postgres.test.ts', '**/node_modules/**'],
      reporters: ['default', ['json', { outputFile: `test-results/${report}.json` }]],
      testTimeout: 20_000,
      hookTimeout: 60_000,
      maxWorkers: 2,
      ...options,
    },
  });
