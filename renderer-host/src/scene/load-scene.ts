/** Loads a scene's module, wherever it lies. */
import { RemoteViewError } from '@remote-view/protocol';
import { registerHooks } from 'node:module';
import { assetRealm } from './assets/realm.ts';
import { isOurs } from './our-packages.ts';
import type { SceneDefinition, SourceDefinition } from './sdk/index.ts';

/** For the whole process, once, before the first scene is loaded. */
export function resolveOursFromHere(): void {
  registerHooks({
    resolve: (specifier, context, next) => {
      const resolved = next(specifier, isOurs(specifier) ? { ...context, parentURL: import.meta.url } : context);
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
