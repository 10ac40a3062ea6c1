/** Images through the stock loaders of three.js to textures, drawn on a real device. */
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { hasSoftwareGpu, where } from '../../gpu/testing/run-job.ts';
import { closeFolders, drawSetUp, expectNear, quadrants } from './testing/drawn-square.ts';
import { png, QUADRANTS, quadrantPixels } from './testing/files.ts';

const TIMEOUT_MS = 30_000;
const [RED, GREEN, BLUE, YELLOW] = QUADRANTS;

const PNG = png(16, 16, quadrantPixels(16));
const picture = sharp(quadrantPixels(16), { raw: { width: 16, height: 16, channels: 4 } });

afterEach(closeFolders);

describe.skipIf(!hasSoftwareGpu)(`a texture (${where})`, { timeout: TIMEOUT_MS }, () => {
  it.each<readonly [name: string, file: () => Promise<Uint8Array>]>([
    ['PNG', () => Promise.resolve(PNG)],
    ['JPEG', () => picture.clone().jpeg({ quality: 95 }).toBuffer()],
    ['WebP', () => picture.clone().webp({ lossless: true }).toBuffer()],
    ['AVIF', () => picture.clone().avif({ quality: 90 }).toBuffer()],
  ])('of %s is shown by TextureLoader as in a page', async (_name, file) => {
    const drawn = await drawSetUp(
      `const map = await new THREE.TextureLoader().setPath('images/').loadAsync('a');
      map.colorSpace = THREE.SRGBColorSpace;
      send([map.image instanceof HTMLImageElement, map.image.width, map.image.naturalHeight, map.image.complete]);
      show(map);`,
      { 'images/a': await file() },
    );
    expectNear(quadrants(drawn), QUADRANTS, 6);
    expect(drawn.sent).toEqual([[true, 16, 16, true]]);
  });

  it('appears when its image has come, where nobody waits for it', async () => {
    const drawn = await drawSetUp(
      `let loaded;
      const arrives = new Promise((resolve) => { loaded = resolve; });
      const map = new THREE.TextureLoader().load('a.png', loaded);
      map.colorSpace = THREE.SRGBColorSpace;
      show(map);
      await renderer.renderAsync(scene, camera);
      await arrives;`,
      { 'a.png': PNG },
    );
    expect(quadrants(drawn)).toEqual(QUADRANTS);
  });

  it('of an ImageBitmap is the way up that its options say', async () => {
    const make = (options: string, flipY: boolean): string =>
      `const map = new THREE.Texture(await new THREE.ImageBitmapLoader().setOptions(${options}).loadAsync('a.png'));
      map.colorSpace = THREE.SRGBColorSpace; map.flipY = ${flipY}; map.needsUpdate = true;
      send(map.image instanceof ImageBitmap);
      show(map);`;
    const turned = await drawSetUp(make(`{ imageOrientation: 'flipY' }`, false), { 'a.png': PNG });
    expect(quadrants(turned)).toEqual(QUADRANTS);
    expect(turned.sent).toEqual([true]);
    const asItIs = await drawSetUp(make('{}', false), { 'a.png': PNG });
    expect(quadrants(asItIs)).toEqual([BLUE, YELLOW, RED, GREEN]);
  });

  it('of a part, of another size and of plain pixels is made by createImageBitmap', async () => {
    const drawn = await drawSetUp(
      `const whole = await createImageBitmap(await (await fetch('a.png')).blob());
      const part = await createImageBitmap(whole, 8, 0, 8, 16);
      const small = await createImageBitmap(part, { resizeWidth: 4, resizeHeight: 4, resizeQuality: 'pixelated', imageOrientation: 'flipY' });
      send([part.width, part.height, small.width, small.height]);
      const map = new THREE.Texture(small);
      map.flipY = false; map.colorSpace = THREE.SRGBColorSpace; map.magFilter = THREE.NearestFilter; map.needsUpdate = true;
      show(map);
      whole.close();
      send([whole.width, whole.height]);`,
      { 'a.png': PNG },
    );
    expect(drawn.sent).toEqual([
      [8, 16, 4, 4],
      [0, 0],
    ]);
    expect(quadrants(drawn)).toEqual([GREEN, GREEN, YELLOW, YELLOW]);
  });

  it('is mixed by its alpha, as it is and multiplied into its colours', async () => {
    const half = png(16, 16, quadrantPixels(16, 128));
    const make = (more: string): string =>
      `scene.background = new THREE.Color(0x000000);
      const map = await new THREE.TextureLoader().loadAsync('half.png');
      map.colorSpace = THREE.NoColorSpace;
      show(map);
      ${more}`;
    const straight = await drawSetUp(make(''), { 'half.png': half });
    // Half of the light of each primary, encoded as sRGB.
    expectNear(quadrants(straight), [0xbc0000, 0x00bc00, 0x0000bc, 0xbcbc00], 2);
    const multiplied = await drawSetUp(make('map.premultiplyAlpha = true;'), { 'half.png': half });
    // Blending takes a half of what is a half by now.
    expectNear(quadrants(multiplied), [0x890000, 0x008900, 0x000089, 0x898900], 2);
  });

  it('of light (sRGB) and one of numbers differ by the encoding alone', async () => {
    const grey = png(4, 4, new Uint8Array(64).fill(128));
    const make = (space: string): string =>
      `const map = await new THREE.TextureLoader().loadAsync('grey.png');
      map.colorSpace = THREE.${space};
      const material = show(map); material.transparent = false;`;
    expectNear([(await drawSetUp(make('SRGBColorSpace'), { 'grey.png': grey })).at(0.5, 0.5)], [0x808080], 1);
    expectNear([(await drawSetUp(make('NoColorSpace'), { 'grey.png': grey })).at(0.5, 0.5)], [0xbcbcbc], 1);
  });

  it('of the scene’s own takes a part of an image, in the order of its format', async () => {
    const drawn = await drawSetUp(
      `const { device } = renderer.backend;
      const source = await createImageBitmap(new Blob([await assets.bytes('./a.png')]));
      const usage = GPUTextureUsage.COPY_DST | GPUTextureUsage.COPY_SRC | GPUTextureUsage.RENDER_ATTACHMENT;
      for (const [format, bytes, options] of [
        ['rgba8unorm', 4, {}], ['bgra8unorm', 4, {}], ['rg8unorm', 2, {}], ['r8unorm', 1, {}],
        ['rgba8unorm-srgb', 4, { flipY: true }],
      ]) {
        const texture = device.createTexture({ size: [4, 4], format, usage });
        // Two columns of the left upper quadrant and two of the right one; the lower row is of the lower quadrants.
        device.queue.copyExternalImageToTexture(
          { source, origin: [6, 7], ...options }, { texture, origin: [0, 1] }, { width: 4, height: 2 });
        const buffer = device.createBuffer({ size: 1024, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
        const encoder = device.createCommandEncoder();
        encoder.copyTextureToBuffer({ texture }, { buffer, bytesPerRow: 256 }, [4, 4]);
        device.queue.submit([encoder.finish()]);
        await buffer.mapAsync(GPUMapMode.READ);
        const rows = new Uint8Array(buffer.getMappedRange());
        const texel = (x, y) => [...rows.subarray(y * 256 + x * bytes, y * 256 + (x + 1) * bytes)].join(' ');
        send([texel(1, 1), texel(2, 1), texel(1, 2), texel(2, 2), texel(1, 0)]);
      }
      show(new THREE.Texture());`,
      { 'a.png': PNG },
    );
    expect(drawn.failure).toBeUndefined();
    expect(drawn.sent).toEqual([
      ['255 0 0 255', '0 255 0 255', '0 0 255 255', '255 255 0 255', '0 0 0 0'],
      ['0 0 255 255', '0 255 0 255', '255 0 0 255', '0 255 255 255', '0 0 0 0'],
      ['255 0', '0 255', '0 0', '255 255', '0 0'],
      ['255', '0', '0', '255', '0'],
      ['0 0 255 255', '255 255 0 255', '255 0 0 255', '0 255 0 255', '0 0 0 0'],
    ]);
  });

  it('of six images is a cube', async () => {
    const side = (colour: number): Uint8Array =>
      png(
        4,
        4,
        Uint8Array.from({ length: 48 }, (_, index) => (colour >> (16 - 8 * (index % 3))) & 255),
        { channels: 3 },
      );
    const names = ['px', 'nx', 'py', 'ny', 'pz', 'nz'];
    const drawn = await drawSetUp(
      `const cube = await new THREE.CubeTextureLoader().setPath('sky/').loadAsync(${JSON.stringify(names.map((name) => `${name}.png`))});
      scene.background = cube;
      scene.backgroundRotation.set(0, 0, 0);
      const eye = new THREE.PerspectiveCamera(60, 1, 0.1, 10);
      eye.lookAt(0, 0, -1);
      renderer.render(scene, eye);
      return {};`,
      Object.fromEntries(
        names.map((name, index) => [
          `sky/${name}.png`,
          side([0xff0000, 0x00ff00, 0x0000ff, 0xffff00, 0x00ffff, 0xff00ff][index]!),
        ]),
      ),
    );
    // Ahead is minus z.
    expect(quadrants(drawn)).toEqual([0xff00ff, 0xff00ff, 0xff00ff, 0xff00ff]);
  });
});

/** Collects what the scene is told of assets that fail. */
const LISTEN = 'assets.onError(({ code, message }) => send([code, message]));';

describe.skipIf(!hasSoftwareGpu)(`a texture that cannot be made (${where})`, { timeout: TIMEOUT_MS }, () => {
  it('of a file that is missing, broken or no image is an error with its name', async () => {
    const { failure, sent } = await drawSetUp(
      `${LISTEN}
      const texture = new THREE.TextureLoader(), bitmap = new THREE.ImageBitmapLoader();
      for (const [loader, name] of [[texture, 'none.png'], [texture, 'a.svg'], [bitmap, 'cut.png'], [bitmap, '../a.png']]) {
        await loader.loadAsync(name).catch((thrown) => send(thrown.message));
      }
      show(new THREE.Texture());`,
      { 'cut.png': PNG.slice(0, PNG.length - 30), 'a.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>' },
    );
    expect(failure).toBeUndefined();
    const expected = [
      ['asset-failed', /'none\.png'/u],
      ['asset-failed', /'a\.svg'.*SVG or HTML/u],
      ['asset-failed', /'cut\.png' cannot be decoded/u],
      ['asset-refused', /'…\/a\.png'/u],
    ] as const;
    // Told twice: to the listener, and to who waits for the loader.
    expect(sent).toEqual(
      expected.flatMap(([code, message]): unknown[] => [
        [code, expect.stringMatching(message)],
        expect.stringMatching(message),
      ]),
    );
  });

  it('ends the set-up where nobody waits for it and nobody listens', async () => {
    const { failure, pixels } = await drawSetUp(`show(new THREE.TextureLoader().load('none.png'));`, {}, 60);
    expect(failure).toMatchObject({ code: 'asset-failed', message: "There is no asset 'none.png'." });
    expect(pixels).toBe('');
  });

  it('of something else than an image is an error, though three.js catches it', async () => {
    const { failure, sent } = await drawSetUp(
      `${LISTEN}
      show(new THREE.CanvasTexture({ width: 4, height: 4 }));
      show(new THREE.CanvasTexture(renderer.domElement));
      const closed = await createImageBitmap(new Blob([await assets.bytes('./a.png')]));
      const map = show(new THREE.CanvasTexture(closed)).map;
      closed.close();
      const floats = await new THREE.TextureLoader().loadAsync('a.png');
      floats.type = THREE.HalfFloatType;
      show(floats);
      try {
        document.createElement('canvas').getContext('2d');
      } catch ({ message }) {
        send(message);
      }`,
      { 'a.png': PNG },
    );
    expect(failure).toBeUndefined();
    expect(sent).toHaveLength(5);
    expect(sent).toEqual(
      expect.arrayContaining([
        expect.stringContaining('<canvas>'),
        ['asset-failed', expect.stringContaining('cannot be made of this Object')],
        ['asset-failed', expect.stringContaining('cannot be made of this HeadlessCanvas')],
        ['asset-failed', expect.stringContaining('it is not loaded yet, failed, or was closed')],
        ['asset-failed', expect.stringContaining("format 'rgba16float'")],
      ]),
    );
  });
});
