/** A scene that stops moving: its picture gets as good as the host's own, and nothing is sent from then on. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { EmbeddingPage } from '../src/harness/embedding-page.ts';
import { startStack, type Stack } from '../src/harness/stack.ts';
import { drawLastPicture } from './scenes/comes-to-rest/last-picture.ts';

const SIZE = { width: 640, height: 360 };
/** dB of luma: hardly to be told from the original. */
const NEARLY_LOSSLESS = 42;
/** Chromium asks for a key frame where none came for three seconds, as long as a packet came in the last five. */
const LONGER_THAN_CHROMIUM_WAITS = 6_000;

describe('a scene that comes to rest', () => {
  let stack: Stack;
  let chromium: LaunchedBrowser;
  let view: EmbeddingPage;

  beforeAll(async () => {
    [stack, chromium] = await Promise.all([startStack({ scenes: ['benchmarks/e2e/scenes'] }), launchChromium()]);
    view = await EmbeddingPage.open(chromium.browser, { src: stack.url, scene: 'comes-to-rest', ...SIZE });
    await view.waitForEvent('firstframe');
  }, 60_000);
  afterAll(async () => {
    await view.close();
    await chromium.close();
    await stack.stop();
  });

  it('is shown nearly as the host drew it', async () => {
    const moved = await move(view, 60);
    const settled = await view.until('a picture like the host’s', async () => {
      const fidelity = await fidelityOf(view);
      return fidelity >= NEARLY_LOSSLESS && fidelity;
    });
    expect(settled).toBeGreaterThan(NEARLY_LOSSLESS);
    // While it moved another picture was shown.
    expect(moved).toBeLessThan(NEARLY_LOSSLESS);
  });

  it('costs no frame once there is nothing left to say, however long nothing moves', async () => {
    await move(view, 30);
    const settled = await view.until('the last frame', async () => {
      const before = await view.framesDecoded();
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      return (await view.framesDecoded()) === before && before;
    });
    await new Promise((resolve) => setTimeout(resolve, LONGER_THAN_CHROMIUM_WAITS));
    expect(await view.framesDecoded()).toBe(settled);
    expect(await fidelityOf(view)).toBeGreaterThan(NEARLY_LOSSLESS);
    expect(view.problems).toEqual([]);
  });

  it('moves again at once', async () => {
    const before = await view.framesDecoded();
    await move(view, 30);
    expect(await view.framesDecoded()).toBeGreaterThan(before + 10);
  });
});

/** Lets the scene move for so many frames. @returns the fidelity on the way */
async function move(view: EmbeddingPage, frames: number): Promise<number> {
  const rests = (await view.events('message')).length;
  const before = await view.framesDecoded();
  await view.send(frames);
  await view.until('motion', async () => (await view.framesDecoded()) > before + 5);
  const fidelity = await fidelityOf(view);
  await view.until('rest', async () => (await view.events('message')).length > rests);
  return fidelity;
}

/** PSNR of the decoded luma against the picture that the host shows at rest, dB. */
async function fidelityOf(view: EmbeddingPage): Promise<number> {
  const { width, height } = SIZE;
  const own = { ...SIZE, format: 'i420' as const, pixels: new Uint8Array((width * height * 3) / 2) };
  drawLastPicture(own);
  const luma = Buffer.from(own.pixels.subarray(0, width * height)).toString('base64');
  return view.page.evaluate(async (expected) => {
    const video = document.querySelector('remote-view')!.shadowRoot!.querySelector('video')!;
    const frame = new VideoFrame(video);
    try {
      if (frame.format !== 'I420') throw new Error(`a decoder that gives ${frame.format}`);
      const samples = new Uint8Array(frame.allocationSize());
      const [plane] = await frame.copyTo(samples);
      const own = Uint8Array.from(atob(expected), (character) => character.charCodeAt(0));
      const side = frame.codedWidth;
      // Of another size: the path has no room for this one, or the element has just been made.
      if (plane === undefined || side * frame.codedHeight !== own.length) return 0;
      let squares = 0;
      for (let at = 0; at < own.length; at++) {
        const sample = samples[plane.offset + Math.floor(at / side) * plane.stride + (at % side)]!;
        squares += (sample - own[at]!) ** 2;
      }
      return 10 * Math.log10(255 ** 2 / Math.max(squares / own.length, 1e-6));
    } finally {
      frame.close();
    }
  }, luma);
}
