/** The manifest of the sources as they are on disk, with what it is made and judged by. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { RemoteView } from '../src/remote-view.ts';
import { analyze, type Analysis, type Sources } from './analyze.ts';
import { makeManifest, type RuntimeProperty } from './element.ts';
import type { Manifest } from './manifest.ts';

const PACKAGE = path.join(import.meta.dirname, '..');
/** What the manifest describes; the rest of the sources is inside. */
const PUBLIC = /^src\/(?:define|remote-view|events\/[\w-]+)\.ts$/u;

export interface Described {
  readonly manifest: Manifest;
  readonly analysis: Analysis;
  readonly sources: Sources;
}

export function readManifest(): Described {
  const sources = readSources();
  const analysis = analyze(Object.fromEntries(Object.entries(sources).filter(([file]) => PUBLIC.test(file))));
  const styles = Object.values(sources).join('\n');
  return { manifest: makeManifest({ analysis, properties: runtimeProperties(), styles }), analysis, sources };
}

/** What Lit has made of `RemoteView.properties`. */
export function runtimeProperties(): ReadonlyMap<string, RuntimeProperty> {
  void RemoteView.observedAttributes;
  return new Map(
    [...RemoteView.elementProperties].flatMap(([name, { attribute, reflect, state }]) => {
      if (typeof name !== 'string' || state === true) return [];
      const own = typeof attribute === 'string' ? attribute : attribute !== false && name.toLowerCase();
      return [[name, { attribute: own, reflects: reflect === true }] as const];
    }),
  );
}

function readSources(): Sources {
  const files = readdirSync(path.join(PACKAGE, 'src'), { recursive: true, encoding: 'utf8' })
    .map((file) => `src/${file.replaceAll(path.sep, '/')}`)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .sort();
  return Object.fromEntries(files.map((file) => [file, readFileSync(path.join(PACKAGE, file), 'utf8')]));
}
