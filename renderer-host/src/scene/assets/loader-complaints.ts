/**
 * Failures that loaders of three.js only mention: to the loading manager, on the console, or in a worker's message.
 *
 * `GLTFLoader` leaves a texture out whose KTX2 data is broken, `HDRLoader.load(url, onLoad)` never calls back where the
 * file is damaged, `DRACOLoader.load` likewise. Nothing is thrown, and the scene would show something else than it should.
 */
import { DefaultLoadingManager } from 'three';
import type { AssetFailures } from './asset-failures.ts';

/** What loaders write where nobody gave them an `onError`, with what it means. */
const ON_CONSOLE: readonly (readonly [RegExp, (...details: readonly string[]) => string])[] = [
  [/^THREE\.GLTFLoader: Couldn't load texture/u, (uri = '') => `GLTFLoader left out a texture (${shortened(uri)})`],
  [/^THREE\.(\w*Error: .*)/su, (_uri, message = '') => message],
];

/** @param realm says which file it may be about */
export function hearLoaders(realm: { readonly failures: AssetFailures; readonly lastRead: string }): void {
  const about = (name = ''): string => {
    const { lastRead } = realm;
    return lastRead === '' || lastRead === name ? '' : `, after '${lastRead}' was read`;
  };
  // A scene that sets this itself hears of its failures.
  DefaultLoadingManager.onError = (url) => {
    const name = shortened(url);
    realm.failures.complain(`'${name}' could not be loaded${about(name)}.`);
  };
  const { console } = globalThis;
  const write = console.error;
  console.error = (...parts: unknown[]) => {
    const [text, detail] = parts.map((part) => (typeof part === 'string' ? part : ''));
    for (const [pattern, meaning] of ON_CONSOLE) {
      const match = pattern.exec(text ?? '');
      if (match !== null) realm.failures.complain(`${meaning(detail ?? '', match[1] ?? '')}${about()}.`);
    }
    write.apply(console, parts);
  };
}

/** The text where a loader's worker says that a task failed, `{ type: 'error', id: 3, error: 'why' }`. */
export function workerComplaint(message: unknown): string | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { type, id, error } = message as { readonly type?: unknown; readonly id?: unknown; readonly error?: unknown };
  return type === 'error' && typeof id === 'number' && typeof error === 'string' ? error : undefined;
}

function shortened(url: string): string {
  if (url === '' || url.startsWith('blob:')) return 'embedded';
  return url.startsWith('file:') || url.length > 200 ? `…/${url.split('/').at(-1)!.slice(-200)}` : url;
}
