/**
 * Files of a scene: models, textures, fonts, sounds.
 *
 * Stock loaders of three.js need none of this: `loader.load('./model.glb')` reads below the folder of the scene's module,
 * `new URL('./model.glb', import.meta.url)` works as in a bundle. What a scene may read is its own folder, the packages
 * that it imports, what it names of others by `assets`, and what `assets` in its `scene.json` adds:
 *
 *     { "title": "…", "assets": { "folders": ["../shared"], "origins": ["https://cdn.example.com"] } }
 */
import type { RemoteViewError } from '@remote-view/protocol';

export interface SceneAssets {
  /**
   * The address of an asset, for any loader.
   *
   * Of a package that the scene does not import, this opens the one file that it names, or with a `/` at its end that
   * folder: `package/models/` for a model with files beside it.
   * @param specifier `./a.glb` relative to the scene's folder; `package/path/a.glb` of an installed package; or a URL
   * @throws RemoteViewError `asset-failed` where there is no such package or no such file in it, `asset-refused` for what
   *   is outside of the package or hidden
   */
  url(specifier: string): string;
  /**
   * The whole file.
   * @throws RemoteViewError `asset-failed`, `asset-refused`
   */
  bytes(specifier: string): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * The whole file as UTF-8.
   * @throws RemoteViewError `asset-failed`, `asset-refused`
   */
  text(specifier: string): Promise<string>;
  /**
   * Takes failed assets upon the scene. Without a listener, an asset that is asked for during `setup` and cannot be had
   * ends the scene with the asset's name, even where a loader swallows the error; a later one is written to the host's log.
   * Returns a function that stops it.
   */
  onError(listener: (error: RemoteViewError) => void): () => void;
}
