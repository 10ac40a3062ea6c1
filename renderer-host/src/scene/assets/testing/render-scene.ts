/**
 * Sets a scene up and draws it, as its process does, without an encoder and a viewer.
 *
 *     render-scene.ts <file URL of the scene's module> <JSON of {@link RenderArgument}>
 *
 * The one message that it sends is its {@link RenderResult}.
 */
import { RemoteViewError } from '@remote-view/protocol';
import { installGpu, openDevice } from '../../../gpu/device.ts';
import { SceneSound } from '../../audio/scene-sound.ts';
import { HeadlessCanvas } from '../../dom/canvas.ts';
import { loadScene, resolveOursFromHere } from '../../load-scene.ts';
import { RenderedSource } from '../../rendered-source.ts';
import type { SourceContext } from '../../sdk/index.ts';

export interface RenderArgument {
  /** Pixels, even. */
  readonly width: number;
  /** Pixels, even. */
  readonly height: number;
  readonly frames: number;
}

export interface RenderResult {
  /** Blue, green, red and one that is not looked at, base64; empty where nothing was drawn. */
  readonly pixels: string;
  /** What the scene sent to its pages. */
  readonly sent: unknown[];
  /** What ended it, or what WebGPU found wrong. */
  readonly failure?: { readonly code: string; readonly message: string };
}

const [module = '', text = ''] = process.argv.slice(2);
const { width, height, frames } = JSON.parse(text) as RenderArgument;
const sent: unknown[] = [];

function end(pixels: Uint8Array, failure?: RemoteViewError): void {
  const result: RenderResult = {
    pixels: Buffer.from(pixels).toString('base64'),
    sent,
    ...(failure !== undefined && { failure: { code: failure.code, message: failure.message } }),
  };
  process.send?.(result, undefined, undefined, () => process.exit(0));
}

let failed = false;
function fail(thrown: unknown): void {
  if (failed) return;
  failed = true;
  end(new Uint8Array(), RemoteViewError.from(thrown, 'scene-update-failed'));
}
process.on('uncaughtException', fail);

async function run(): Promise<void> {
  resolveOursFromHere();
  const open = await openDevice(installGpu());
  open.device.addEventListener('uncapturederror', ({ error }) => fail(new Error(`WebGPU: ${error.message}`)));
  const canvas = new HeadlessCanvas({ width, height, pixelRatio: 1 });
  const source = new RenderedSource(open, canvas, true);
  const definition = await loadScene(module);
  if ('kind' in definition) throw new Error('a source has no renderer');
  await source.open(definition, (warning) => sent.push({ warning }));
  // What loaders and textures have nothing to do with is left out.
  const context: Partial<SourceContext> = {
    canvas: canvas as unknown as HTMLCanvasElement,
    size: canvas.size,
    send: (payload) => sent.push(payload),
    onMessage: () => () => {},
    audio: new SceneSound({ tellStream: () => {}, send: () => {}, log: () => {} }).audio,
    signal: new AbortController().signal,
  };
  await source.setUp(context as SourceContext);
  const pixels = new Uint8Array(width * height * 4);
  let drawn = false;
  for (let frame = 0; frame < frames; frame++) {
    source.advance({ time: frame / 30, delta: frame === 0 ? 0 : 1 / 30, frame });
    drawn = (await source.read(() => pixels)) || drawn;
  }
  // What the GPU finds wrong comes after the work is done.
  await open.device.queue.onSubmittedWorkDone();
  if (!failed) end(drawn ? pixels : new Uint8Array());
}

run().catch(fail);
