/**
 * Loads a scene's module, wherever it lies.
 *
 * `three` and this package resolve from here, whatever is installed beside the scene: the renderer that a scene is given
 * comes from our three.js, and two copies of three.js in one process do not know each other's objects.
 */
import { RemoteViewError } from '@remote-view/protocol';
import { registerHooks } from 'node:module';
import { assetRealm } from './assets/realm.ts';
import type { SceneDefinition, SourceDefinition } from './sdk/index.ts';

const OURS = /^(?:three|@remote-view\/renderer-host)(?:\/|$)/u;

/** For the whole process, once, before the first scene is loaded. */
export function resolveOursFromHere(): void {
  registerHooks({
    resolve: (specifier, context, next) => {
      const resolved = next(specifier, OURS.test(specifier) ? { ...context, parentURL: import.meta.url } : context);
      assetRealm.access.allowPackageOf(resolved.url);
      return resolved;
    },
  });
}

/** @throws RemoteViewError `scene-setup-failed` where it cannot be loaded or exports no scene */
export async function loadScene(module: string): Promise<SceneDefinition | SourceDefinition> {
  assetRealm.open(module);
  const loaded = (await import(module)) as { default?: SceneDefinition | SourceDefinition };
  if (typeof loaded.default?.setup !== 'function') {
    throw new RemoteViewError(
      'scene-setup-failed',
      'The module has no default export made by defineScene({ setup() { … } }).',
      { context: { module } },
    );
  }
  return loaded.default;
}
