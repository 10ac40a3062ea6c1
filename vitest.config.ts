import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/**
 * Our packages resolve to their TypeScript sources, so no test needs a build first. Node's own condition and no more
 * beside it: vitest passes these on to Node, where a `module` or `import` would make `require('ws')` find ES modules.
 */
const conditions = ['@remote-view/source', 'node'];
const fromSource = { resolve: { conditions }, ssr: { resolve: { conditions } } };

/**
 * End-to-end tests that measure time, or take a processor as a whole: one at a time, and nothing beside them. The others
 * run two at a time, since a stack and a browser mostly wait for each other.
 */
const TIMED = [
  'audio',
  'capacity',
  'cluster',
  'controls',
  'cycles',
  'latency',
  'loss',
  'path',
  'peer',
  'picture',
  'picture-live',
  'startup',
  'stats',
].map((name) => `benchmarks/e2e/${name}.e2e.test.ts`);

/** What takes long and fails seldom: `npm run test:long`. */
const LONG = ['firefox', 'scale'].map((name) => `benchmarks/e2e/${name}.e2e.test.ts`);

/** Each file starts a gateway, a host and a browser. */
const endToEnd = { environment: 'node', pool: 'forks', testTimeout: 60_000, hookTimeout: 120_000 } as const;

export default defineConfig({
  test: {
    projects: [
      {
        ...fromSource,
        test: {
          name: 'unit',
          environment: 'node',
          setupFiles: ['scripts/property-tests.ts'],
          // Native addons (webgpu, node-av, node-datachannel) live in one JavaScript context of a process.
          pool: 'forks',
          // By itself vitest leaves one of two cores idle, and tests of processes mostly wait.
          maxWorkers: availableParallelism() + 1,
          testTimeout: 20_000,
          include: [
            '*/src/**/*.test.ts',
            '*/scenes/**/*.test.ts',
            'benchmarks/gpu-machine/**/*.test.ts',
            'viewer/manifest/**/*.test.ts',
            'gateway/admin/**/*.test.ts',
            'scripts/**/*.test.ts',
          ],
        },
      },
      {
        ...fromSource,
        test: {
          ...endToEnd,
          name: 'e2e',
          include: ['benchmarks/e2e/**/*.e2e.test.ts'],
          exclude: [...TIMED, ...LONG],
          maxWorkers: 2,
        },
      },
      {
        ...fromSource,
        test: { ...endToEnd, name: 'e2e-timed', include: TIMED, fileParallelism: false },
      },
      {
        ...fromSource,
        test: { ...endToEnd, name: 'e2e-long', include: LONG, fileParallelism: false },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['protocol/src/**/*.ts'],
      exclude: ['**/*.test.ts', '**/testing/**'],
      reporter: ['text-summary'],
      reportsDirectory: '.cache/coverage',
      // Everything a peer sends passes through this package: a branch without a test is an open door.
      thresholds: { branches: 100, functions: 100, lines: 100, statements: 100 },
    },
  },
});
