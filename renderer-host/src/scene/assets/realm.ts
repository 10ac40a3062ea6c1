/**
 * The assets of this process's scene: what it may read, and the globals that loaders read it with.
 *
 * One per process, as the globals are. Nothing in here costs a scene without assets more than these lines: Node's fetch,
 * the image decoder and threads are loaded when the first of their kind is asked for.
 */
import { RemoteViewError, type ErrorCode } from '@remote-view/protocol';
import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ExternalPixels } from '../../gpu/external-image.ts';
import { defineGlobals } from '../define-global.ts';
import { elementKinds, HeadlessDocument } from '../dom/document.ts';
import { isOurs } from '../our-packages.ts';
import type { SceneAssets } from '../sdk/assets.ts';
import { AssetAccess } from './asset-access.ts';
import { addressOf } from './asset-address.ts';
import { AssetFailures } from './asset-failures.ts';
import { assetFetch, type BlobSource, type FetchRealm } from './asset-fetch.ts';
import { requestClass } from './asset-request.ts';
import { decodedBlob, HeadlessImageBitmap, imageBitmaps } from './image-bitmap.ts';
import { HeadlessImage } from './image-element.ts';
import { hearLoaders } from './loader-complaints.ts';
import { packageAsset } from './package-asset.ts';
import { sceneRules, type AssetRules } from './scene-rules.ts';
import { workers } from './scene-worker.ts';

export class AssetRealm implements FetchRealm {
  readonly access = new AssetAccess();
  readonly failures: AssetFailures;
  readonly blobs = new WeakMap<Blob, BlobSource>();
  base: URL | undefined;
  lastRead = '';
  #module: string | undefined;

  constructor(
    log: (line: string) => void = (line) => process.stderr.write(`${line}\n`),
    // Nobody can catch it: it ends the process as an error of the scene, with its code.
    fatal: (error: RemoteViewError) => void = (error) => {
      queueMicrotask(() => {
        throw error;
      });
    },
  ) {
    this.failures = new AssetFailures(log, fatal);
  }

  /**
   * Makes the folder of a scene's module its root, and defines the globals.
   * @throws RemoteViewError `bad-configuration` for a wrong scene.json
   */
  open(module: string): void {
    if (module.startsWith('file:')) {
      const folder = realpathSync.native(dirname(fileURLToPath(module)));
      this.base = pathToFileURL(`${folder}/`);
      this.#module = module;
      this.access.allowFolder(folder);
      this.allow(sceneRules(folder));
    }
    this.#defineGlobals();
  }

  allow({ folders, origins }: AssetRules): void {
    for (const folder of folders) this.access.allowFolder(folder);
    for (const origin of origins) this.access.allowOrigin(origin);
  }

  /** What a scene threw; in its set-up with the asset that was read last, since loaders seldom say which one they mean. */
  explain(thrown: unknown, code: ErrorCode = 'scene-setup-failed'): RemoteViewError {
    const error = RemoteViewError.from(thrown, code);
    if (error === thrown || this.lastRead === '' || !this.failures.settingUp) return error;
    return new RemoteViewError(code, error.message, { cause: thrown, context: { lastAsset: this.lastRead } });
  }

  readonly sdk: SceneAssets = {
    url: (specifier) => this.#url(specifier, true).href,
    bytes: async (specifier) => new Uint8Array(await (await this.#read(specifier)).arrayBuffer()),
    text: async (specifier) => (await this.#read(specifier)).text(),
    onError: (listener) => this.failures.listen(listener),
  };

  #url(specifier: string, foldersToo: boolean): URL {
    if (/^(?:\.{0,2}\/|[a-z][a-z\d+.-]*:)/iu.test(specifier)) return addressOf(specifier, this.base);
    const from = isOurs(specifier) ? import.meta.url : (this.#module ?? import.meta.url);
    const { folder, path } = packageAsset(specifier, from);
    return this.access.allowNamed(folder, path, specifier.slice(0, 200), foldersToo);
  }

  async #read(specifier: string): Promise<Response> {
    const url = this.#url(specifier, false);
    const response = await fetch(url);
    if (response.ok) return response;
    throw new RemoteViewError('asset-failed', `'${specifier.slice(0, 200)}' was answered with ${response.status}.`);
  }

  #defineGlobals(): void {
    const failed = () => this.failures.watch();
    const source = (blob: Blob) => this.blobs.get(blob) ?? { name: `an image of ${blob.size} bytes`, failed: failed() };
    const loadPixels = (address: string): Promise<ExternalPixels> => this.#pixels(address);
    // A scene that is drawn for one picture has no page; ImageLoader asks a document for its element all the same.
    if (!('document' in globalThis)) {
      defineGlobals({ document: new HeadlessDocument({ width: 1, height: 1, pixelRatio: 1 }) });
    }
    class Image extends HeadlessImage {
      constructor(width?: number, height?: number, owner = globalThis.document as unknown as HeadlessDocument) {
        super(owner, loadPixels, width, height);
      }
    }
    elementKinds.set('img', (owner) => new Image(undefined, undefined, owner));
    // Assigned: to define it anew would make Node load its own first.
    Object.assign(globalThis, { Request: requestClass(this) });
    defineGlobals({
      fetch: assetFetch(this, globalThis.fetch),
      createImageBitmap: imageBitmaps({ failed, source }),
      ImageBitmap: HeadlessImageBitmap,
      Image,
      HTMLImageElement: Image,
      Worker: workers({
        failed,
        complain: (line) => this.failures.complain(`${line} (after '${this.lastRead}' was read)`),
      }),
    });
    hearLoaders(this);
  }

  async #pixels(address: string): Promise<ExternalPixels> {
    const failed = this.failures.watch();
    const response = await fetch(address);
    const blob = await response.blob();
    const name = this.blobs.get(blob)?.name ?? 'an image';
    try {
      if (!response.ok) throw new RemoteViewError('asset-failed', `'${name}' was answered with ${response.status}.`);
      return await decodedBlob(blob, name, 'convert');
    } catch (thrown) {
      throw failed(RemoteViewError.from(thrown, 'asset-failed'));
    }
  }
}

/** Of this process. */
export const assetRealm = new AssetRealm();
