/** Light, fonts and sounds from files, through the stock loaders of three.js on a real device. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DataTexture, FloatType, RGBAFormat } from 'three';
import { EXRExporter } from 'three/addons/exporters/EXRExporter.js';
import { afterEach, describe, expect, it } from 'vitest';
import { hasSoftwareGpu, where } from '../../gpu/testing/run-job.ts';
import { closeFolders, drawSetUp, expectNear, quadrants } from './testing/drawn-square.ts';
import { hdr, png, QUADRANTS, quadrantLight, typeface } from './testing/files.ts';

const TIMEOUT_MS = 60_000;

afterEach(closeFolders);

async function exr(size: number, strength: number): Promise<Uint8Array> {
  const light = quadrantLight(size, strength);
  // Rows from below, as textures are.
  const texels = Array.from({ length: size * size }, (_, index) => [
    ...light(index % size, size - 1 - Math.floor(index / size)),
    1,
  ]);
  const texture = new DataTexture(Float32Array.from(texels.flat()), size, size, RGBAFormat, FloatType);
  return new EXRExporter().parse(texture, { type: FloatType });
}

describe.skipIf(!hasSoftwareGpu)(`light from a file (${where})`, { timeout: TIMEOUT_MS }, () => {
  it.each([
    ['HDRLoader', () => Promise.resolve(hdr(4, 4, quadrantLight(4, 4)))],
    ['EXRLoader', () => exr(4, 4)],
  ])('is brighter than white and the right way up by %s', async (loader, file) => {
    const drawn = await drawSetUp(
      `const map = await new ${loader}().loadAsync('light');
      map.magFilter = THREE.NearestFilter;
      const material = show(map);
      // A quarter of light of strength four is the full primary.
      material.color.setScalar(0.25);`,
      { light: await file() },
    );
    expectNear(quadrants(drawn), QUADRANTS, 1);
  });

  it('lights a scene as its environment (PMREM), by HDR and by EXR alike', async () => {
    const make = (loader: string): string =>
      `const map = await new ${loader}().loadAsync('light');
      map.mapping = THREE.EquirectangularReflectionMapping;
      const environment = new THREE.PMREMGenerator(renderer).fromEquirectangular(map).texture;
      scene.environment = environment;
      const mirror = new THREE.MeshStandardMaterial({ color: 0xffffff, metalness: 1, roughness: 1 });
      scene.add(new THREE.Mesh(new THREE.PlaneGeometry(2, 2), mirror));`;
    const green = hdr(8, 4, () => [0, 0.5, 0]);
    const { at, failure } = await drawSetUp(make('HDRLoader'), { light: green });
    expect(failure).toBeUndefined();
    expectNear([at(0.5, 0.5)], [0x00bc00], 12);
    const uniform = new DataTexture(
      Float32Array.from({ length: 128 }, (_, index) => [0, 0.5, 0, 1][index % 4]!),
      8,
      4,
      RGBAFormat,
      FloatType,
    );
    const other = await drawSetUp(make('EXRLoader'), {
      light: await new EXRExporter().parse(uniform, { type: FloatType }),
    });
    expectNear([other.at(0.5, 0.5)], [at(0.5, 0.5)], 2);
  });
});

describe.skipIf(!hasSoftwareGpu)(`text (${where})`, { timeout: TIMEOUT_MS }, () => {
  it('is made of a font that is loaded', async () => {
    const drawn = await drawSetUp(
      `const font = await new FontLoader().loadAsync(new URL('./fonts/box.json', import.meta.url).href);
      const geometry = new TextGeometry('A', { font, size: 1, depth: 0.1, curveSegments: 1 });
      scene.add(new THREE.Mesh(geometry, new THREE.MeshBasicMaterial({ color: 0x00ff00 })));`,
      { 'fonts/box.json': typeface() },
    );
    // The letter goes from the middle to the right upper corner.
    const [leftUpper, rightUpper, leftLower, rightLower] = quadrants(drawn);
    expect([leftUpper, rightUpper, leftLower, rightLower]).toEqual([0x123456, 0x00ff00, 0x123456, 0x123456]);
  });
});

describe.skipIf(!hasSoftwareGpu)(`a scene's own assets (${where})`, { timeout: TIMEOUT_MS }, () => {
  it('are read as bytes and as text, beside it, from a folder of its scene.json and from a package', async () => {
    const drawn = await drawSetUp(
      `send(await assets.text('./notes/a.txt'));
      send([...await assets.bytes('notes/../notes/b.bin'.replace(/^/, './'))]);
      send((await assets.text('three/package.json')).includes('"name": "three"'));
      send((await assets.bytes('three/examples/jsm/libs/draco/draco_decoder.wasm')).length > 100_000);
      send((await fetch(assets.url('three/examples/jsm/libs/basis/basis_transcoder.wasm'))).headers.get('content-type'));
      send(assets.url('https://models.example/a.glb'));
      const errors = [];
      assets.onError(({ code }) => errors.push(code));
      for (const name of ['no-such-package/a.glb', './none.txt', '../none.txt', './.env', 'file:///etc/passwd', 'notes']) {
        await (async () => assets.text(name))().catch(({ code, message }) => send([name, code]));
      }
      send(errors);`,
      { 'notes/a.txt': 'Grüße', 'notes/b.bin': Uint8Array.of(1, 2, 3), '.env': 'SECRET=1' },
    );
    expect(drawn.failure).toBeUndefined();
    expect(drawn.sent).toEqual([
      'Grüße',
      [1, 2, 3],
      true,
      true,
      'application/wasm',
      'https://models.example/a.glb',
      ['no-such-package/a.glb', 'asset-failed'],
      ['./none.txt', 'asset-failed'],
      ['../none.txt', 'asset-refused'],
      ['./.env', 'asset-refused'],
      ['file:///etc/passwd', 'asset-refused'],
      ['notes', 'asset-failed'],
      ['asset-failed', 'asset-refused', 'asset-refused', 'asset-refused'],
    ]);
  });

  it('come to AudioLoader and FileLoader, with their progress', async () => {
    const drawn = await drawSetUp(
      `const loader = new THREE.FileLoader().setResponseType('arraybuffer');
      const steps = [];
      const bytes = await loader.loadAsync('sound.bin', ({ loaded, total, lengthComputable }) => steps.push([loaded, total, lengthComputable]));
      send([bytes.byteLength, steps.at(-1), steps.length > 1]);
      THREE.AudioContext.setContext({ decodeAudioData: async (data, done) => done({ decoded: data.byteLength }) });
      send(await new THREE.AudioLoader().loadAsync('sound.bin'));`,
      { 'sound.bin': new Uint8Array(2_500_000) },
    );
    expect(drawn.failure).toBeUndefined();
    expect(drawn.sent).toEqual([[2_500_000, [2_500_000, 2_500_000, true], true], { decoded: 2_500_000 }]);
  });

  it('may be read from where its scene.json says', async () => {
    const beside = { 'scene.json': JSON.stringify({ assets: { folders: ['..'] } }) };
    const { failure } = await drawSetUp(`await assets.text('../there-is-no-such-file.txt');`, beside);
    expect(failure).toMatchObject({ code: 'asset-failed' });
    const wrong = await drawSetUp('', { 'scene.json': JSON.stringify({ assets: { folders: ['./nowhere'] } }) });
    expect(wrong.failure).toMatchObject({ code: 'bad-configuration', message: expect.stringContaining("'./nowhere'") });
  });
});

describe.skipIf(!hasSoftwareGpu)(`an asset of another server (${where})`, { timeout: TIMEOUT_MS }, () => {
  it('comes by every loader from an origin of the scene.json, and a missing one is an error', async () => {
    const font = typeface();
    const picture = png(4, 4, new Uint8Array(64).fill(255));
    const server = createServer((request, response) => {
      if (request.url === '/a.png?v=1') response.end(picture);
      else if (request.url === '/box.json') response.end(font);
      else response.writeHead(404).end('<!doctype html>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const rules = { 'scene.json': JSON.stringify({ assets: { origins: [origin] } }) };
    const load = (name: string): string =>
      `send((await new FontLoader().setPath('${origin}/').loadAsync('box.json')).data.familyName);
      const map = await new THREE.TextureLoader().loadAsync('${origin}/${name}');
      const bitmap = await new THREE.ImageBitmapLoader().loadAsync('${origin}/${name}');
      show(map).transparent = false;
      send([map.image.width, bitmap.width]);`;
    const drawn = await drawSetUp(load('a.png?v=1'), rules);
    const missing = await drawSetUp(load('b.png'), rules);
    server.close();
    expect(drawn.sent).toEqual(['Box', [4, 4]]);
    expect(quadrants(drawn)).toEqual([0xffffff, 0xffffff, 0xffffff, 0xffffff]);
    expect(missing.failure).toMatchObject({ code: 'asset-failed', message: expect.stringContaining('/b.png') });
  });
});

describe.skipIf(!hasSoftwareGpu)(`a worker of a scene (${where})`, { timeout: TIMEOUT_MS }, () => {
  const worker = (source: string): string =>
    `const worker = new Worker(URL.createObjectURL(new Blob([${JSON.stringify(source)}])), { name: 'helper' });
    const answer = new Promise((resolve) => worker.addEventListener('message', ({ data }) => resolve(data), { once: true }));`;

  it('is a scope of its own with messages and moved memory, and nothing of Node or the network', async () => {
    const drawn = await drawSetUp(
      `${worker(`let count = 0;
        onmessage = ({ data }) => { count += data.length; };
        self.addEventListener('message', ({ data }) => self.postMessage({
          count, data, name, scope: typeof importScripts, url: location.protocol,
          node: [typeof process, typeof require, typeof fetch, typeof WebSocket],
        }, [data.buffer]));`)}
      const bytes = Uint8Array.of(1, 2, 3);
      worker.postMessage(bytes, [bytes.buffer]);
      const { data, ...rest } = await answer;
      send({ ...rest, data: [...data], left: bytes.length });
      worker.terminate();`,
      {},
    );
    expect(drawn.failure).toBeUndefined();
    expect(drawn.sent).toEqual([
      {
        count: 3,
        data: [1, 2, 3],
        left: 0,
        name: 'helper',
        scope: 'function',
        url: 'blob:',
        node: ['undefined', 'undefined', 'undefined', 'undefined'],
      },
    ]);
  });

  it('that fails tells whoever listens, and ends the set-up where nobody does', async () => {
    const broken = worker(`throw new TypeError('no such thing');`);
    const heard = await drawSetUp(
      `${broken} send(await new Promise((resolve) => { worker.onerror = ({ message }) => resolve(message); }));`,
      {},
    );
    expect([heard.failure, heard.sent]).toEqual([undefined, ['no such thing']]);
    const unheard = await drawSetUp(`${broken} await answer;`, {});
    expect(unheard.failure).toMatchObject({ code: 'asset-failed', message: expect.stringContaining('no such thing') });
  });

  it('is made of a blob, and there are only so many', async () => {
    const { failure } = await drawSetUp(`new Worker(new URL('./worker.js', import.meta.url));`, {});
    expect(failure).toMatchObject({ code: 'asset-refused', message: expect.stringContaining('made of a blob') });
    const many = await drawSetUp(
      `const url = URL.createObjectURL(new Blob(['onmessage = () => {}']));
      for (let count = 0; count < 17; count++) new Worker(url);`,
      {},
    );
    expect(many.failure).toMatchObject({ code: 'asset-failed', message: expect.stringContaining('16 workers') });
  });
});
