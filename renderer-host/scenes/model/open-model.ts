/**
 * Makes a model of a dropped file, or an error that says in words what is wrong with it.
 *
 * The loader is the one of three.js with all of its decoders. What it would say to a developer's console is checked
 * before, so that who dropped the file reads a sentence.
 */
import type { SceneAssets, SceneFile } from '@remote-view/renderer-host';
import type { AnimationClip, Object3D, WebGPURenderer } from 'three/webgpu';
import { DRACOLoader } from 'three/addons/loaders/DRACOLoader.js';
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';
import { KTX2Loader } from 'three/addons/loaders/KTX2Loader.js';
import { MeshoptDecoder } from 'three/addons/libs/meshopt_decoder.module.js';

export interface OpenedModel {
  readonly scene: Object3D;
  readonly animations: readonly AnimationClip[];
  /** What could not be read of it, though the rest is there: textures, mostly. */
  readonly problems: readonly string[];
}

const MAGIC = 0x46_54_6c_67;
/** Of the file, and of the chunk of JSON that comes first. */
const HEADER_BYTES = 20;

export class ModelOpener {
  readonly #loader: GLTFLoader;
  readonly #draco = new DRACOLoader();
  readonly #ktx2: KTX2Loader;
  readonly #stopListening: () => void;
  #problems: string[] = [];

  constructor(renderer: WebGPURenderer, assets: SceneAssets) {
    this.#ktx2 = new KTX2Loader().detectSupport(renderer);
    this.#loader = new GLTFLoader()
      .setDRACOLoader(this.#draco)
      .setKTX2Loader(this.#ktx2)
      .setMeshoptDecoder(MeshoptDecoder);
    this.#stopListening = assets.onError(({ message }) => this.#problems.push(message));
  }

  /** @throws Error with a sentence for who dropped the file */
  async open({ name, bytes }: Pick<SceneFile, 'name' | 'bytes'>): Promise<OpenedModel> {
    const problem = whatIsWrong(bytes);
    if (problem !== undefined) throw new Error(problem);
    this.#problems = [];
    try {
      const { scene, animations } = await this.#loader.parseAsync(bytes.buffer, '');
      return { scene, animations, problems: this.#problems };
    } catch (thrown) {
      const reason = reasonOf(thrown).replace(/^THREE\.\w+: /u, '');
      throw new Error(`${name} cannot be shown: ${reason}`, { cause: thrown });
    }
  }

  dispose(): void {
    this.#stopListening();
    this.#draco.dispose();
    this.#ktx2.dispose();
  }
}

/** Decoders that run in workers reject with what their messages held: `{ message }`, `{ error }`. */
function reasonOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return String(thrown);
  const { message, error } = thrown as { readonly message?: unknown; readonly error?: unknown };
  return [message, error].find((text) => typeof text === 'string') ?? 'the decoder gave no reason';
}

/** What keeps these bytes from being a model of their own, or undefined. */
export function whatIsWrong(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return 'The file is empty.';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const binary = bytes.length >= HEADER_BYTES && view.getUint32(0, true) === MAGIC;
  let text = bytes;
  if (binary) {
    const version = view.getUint32(4, true);
    if (version !== 2) return `It is glTF ${version}, and only glTF 2.0 can be shown.`;
    if (view.getUint32(8, true) > bytes.length) return 'The file is cut short.';
    text = bytes.subarray(HEADER_BYTES, HEADER_BYTES + view.getUint32(12, true));
  }
  let document: unknown;
  try {
    document = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text));
  } catch {
    if (binary) return 'The file is damaged: what is in it cannot be read.';
    return 'It is no glTF file: neither the binary form (.glb) nor JSON (.gltf).';
  }
  if (typeof document !== 'object' || document === null || !('asset' in document)) {
    return "It is JSON, but no glTF: there is no 'asset' in it.";
  }
  const others = otherFiles(document);
  if (others.length === 0) return undefined;
  const named = others.slice(0, 3).join(', ') + (others.length > 3 ? ' and others' : '');
  return `It needs other files (${named}). Export it as one .glb that holds everything.`;
}

/** Files that it names instead of holding what is in them. */
function otherFiles(document: object): string[] {
  const { buffers, images } = document as { readonly buffers?: unknown; readonly images?: unknown };
  return [buffers, images]
    .flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : []))
    .map((entry) => (entry as { readonly uri?: unknown } | null)?.uri)
    .filter((uri) => typeof uri === 'string')
    .filter((uri) => !uri.startsWith('data:'));
}
