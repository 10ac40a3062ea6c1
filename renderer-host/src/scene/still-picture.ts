/**
 * Draws frames of a scene and gives back the last one's pixels, without a session, an encoder or a stream: the picture as
 * it is before any of them touches it. One scene a process, as in a session.
 */
import { RemoteViewError } from '@remote-view/protocol';
import { installGpu, openDevice } from '../gpu/device.ts';
import { SceneSound } from './audio/scene-sound.ts';
import { HeadlessCanvas } from './dom/canvas.ts';
import { InputDispatcher } from './dom/input-dispatcher.ts';
import { loadScene, resolveOursFromHere } from './load-scene.ts';
import { RenderedSource } from './rendered-source.ts';
import { SceneServices } from './services/services.ts';

export interface StillOptions {
  /** Pixels, even. */
  readonly width: number;
  /** Pixels, even. */
  readonly height: number;
  /** Frames up to the one that is wanted, it included; at least 1. */
  readonly frames: number;
  /** Frames per second of the scene's own time, which does not depend on how long drawing takes. */
  readonly fps: number;
}

export interface Still {
  /** Blue, green, red and one that is not looked at, in packed rows from the top. */
  readonly pixels: Uint8Array;
  readonly adapter: string;
  /** Milliseconds that each frame took, until its pixels were in memory. */
  readonly frameMs: readonly number[];
}

/**
 * @param module file URL of the scene
 * @throws RemoteViewError `scene-setup-failed` where the scene's module or set-up fails, or where it draws nothing
 */
export async function drawStill(module: string, options: StillOptions): Promise<Still> {
  const { width, height, frames, fps } = options;
  resolveOursFromHere();
  const open = await openDevice(installGpu());
  const canvas = new HeadlessCanvas({ width, height, pixelRatio: 1 });
  const source = new RenderedSource(open, canvas, true);
  const definition = await loadScene(module);
  if ('kind' in definition) throw new RemoteViewError('scene-setup-failed', 'A source has no renderer.');
  const sound = new SceneSound({ tellStream: () => {}, send: () => {}, log: () => {} });
  sound.install();
  const faults: string[] = [];
  open.device.addEventListener('uncapturederror', ({ error }) => faults.push(error.message));
  await source.open(definition, () => {});
  const services = new SceneServices({
    canvas,
    dispatcher: new InputDispatcher(canvas),
    audio: sound.audio,
    adapter: open.adapter,
    send: () => {},
    tell: () => {},
    tellStream: () => {},
    invalidate: () => {},
  });
  await source.setUp(services.begin({ replaces: false, restored: undefined, developing: false }));
  const pixels = new Uint8Array(width * height * 4);
  const frameMs: number[] = [];
  let drawn = false;
  for (let frame = 0; frame < frames; frame++) {
    const startedAt = performance.now();
    source.advance({ time: frame / fps, delta: frame === 0 ? 0 : 1 / fps, frame });
    drawn = (await source.read(() => pixels)) || drawn;
    frameMs.push(performance.now() - startedAt);
  }
  if (faults[0] !== undefined) throw new RemoteViewError('scene-setup-failed', `WebGPU: ${faults[0]}`);
  if (!drawn) throw new RemoteViewError('scene-setup-failed', 'The scene drew nothing.');
  return { pixels, adapter: open.adapter.name, frameMs };
}
