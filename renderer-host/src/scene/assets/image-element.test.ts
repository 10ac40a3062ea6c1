import { RemoteViewError } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { externalPixels, type ExternalPixels } from '../../gpu/external-image.ts';
import { HeadlessCanvas } from '../dom/canvas.ts';
import { HeadlessImage } from './image-element.ts';

const { ownerDocument: page } = new HeadlessCanvas({ width: 400, height: 200, pixelRatio: 1 });

/** An image whose files come when the test says so. */
function setUp() {
  const files = new Map<string, PromiseWithResolvers<ExternalPixels>>();
  const image = new HeadlessImage(page, (address) => {
    const file = Promise.withResolvers<ExternalPixels>();
    files.set(address, file);
    return file.promise;
  });
  const events: string[] = [];
  for (const type of ['load', 'error']) image.addEventListener(type, () => events.push(type));
  const square = (size: number): ExternalPixels => ({
    width: size,
    height: size,
    data: new Uint8Array(size * size * 4),
  });
  return { image, events, square, file: (address: string) => files.get(address)! };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('an <img>', () => {
  it('has its size and its pixels when it is loaded, and says so', async () => {
    const { image, events, square, file } = setUp();
    const handled: unknown[] = [];
    Object.assign(image, {
      onload(this: unknown, event: Event) {
        handled.push(event.type, this === image);
      },
    });
    expect([image.complete, image.naturalWidth, externalPixels(image)]).toEqual([true, 0, undefined]);
    image.src = 'a.png';
    expect([image.complete, image.width]).toEqual([false, 0]);
    file('a.png').resolve(square(4));
    await image.decode();
    await settled();
    expect([image.complete, image.width, image.naturalHeight]).toEqual([true, 4, 4]);
    expect(externalPixels(image)).toMatchObject({ width: 4, height: 4 });
    expect([events, handled]).toEqual([['load'], ['load', true]]);
  });

  it('keeps the size that it was given for the page', () => {
    const image = new HeadlessImage(page, () => Promise.reject(new Error('never')), 10, 20);
    expect([image.width, image.height, image.naturalWidth]).toEqual([10, 20, 0]);
    image.width = 30;
    expect(image.width).toBe(30);
  });

  it('has its place in the page', () => {
    const { image } = setUp();
    image.id = 'logo';
    image.setAttribute('title', 'ours');
    page.body.appendChild(image);
    expect(page.getElementById('logo')).toBe(image);
    expect([page.querySelector('img'), page.getElementById('none')]).toEqual([image, null]);
    expect([image.getAttribute('title'), image.getAttribute('src'), image.isConnected]).toEqual(['ours', '', true]);
    image.remove();
    expect([page.querySelector('img'), image.parentNode]).toEqual([null, null]);
  });

  it('shows the last address that it was given, in whatever order files come', async () => {
    const { image, events, square, file } = setUp();
    image.src = 'first.png';
    image.setAttribute('src', 'second.png');
    file('second.png').resolve(square(2));
    await settled();
    file('first.png').resolve(square(1));
    await settled();
    expect([image.getAttribute('src'), image.width, events]).toEqual(['second.png', 2, ['load']]);
  });

  it('tells an error with its text, and forgets the picture before', async () => {
    const { image, events, square, file } = setUp();
    image.src = 'a.png';
    file('a.png').resolve(square(2));
    await settled();
    image.src = 'b.png';
    const told = new Promise((resolve) => Object.assign(image, { onerror: resolve }));
    file('b.png').reject(new RemoteViewError('asset-failed', "There is no asset 'b.png'."));
    // Loaders of three.js reject with the event.
    expect(RemoteViewError.from(await told).message).toBe("There is no asset 'b.png'.");
    expect([image.complete, image.width, events]).toEqual([true, 0, ['load', 'error']]);
    await expect(image.decode()).rejects.toMatchObject({ code: 'asset-failed' });
  });
});
