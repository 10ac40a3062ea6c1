import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { metricsPage } from './metrics-page.ts';
import { GatewayMetrics } from './metrics.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

test('docs/metrics.md is what the sources say: `npm run docs:api` writes it', () => {
  expect(readFileSync(join(ROOT, 'docs/metrics.md'), 'utf8')).toBe(metricsPage());
});

test('whatever is said of a metric elsewhere is said of one that there is', () => {
  const names = new Set(new GatewayMetrics({ counts: new Map() }).described.map(({ name }) => name));
  const files = ['docs', 'deploy'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  );
  const unknown = files
    .filter((file) => /\.(?:md|ya?ml|json)$/.test(file))
    .flatMap((file) => {
      const found = readFileSync(join(ROOT, file), 'utf8').match(/\bremote_view_[a-z_]+/g) ?? [];
      return found.map((name) => ({ file, name: name.replace(/_(?:bucket|sum|count)$/, '') }));
    })
    .filter(({ name }) => !names.has(name));
  expect(unknown).toEqual([]);
});
