/** Models through the stock loaders of three.js, drawn on a real device. */
import { afterEach, describe, expect, it } from 'vitest';
import { hasSoftwareGpu, where } from '../../gpu/testing/run-job.ts';
import { dracoSquare, ktx2Quadrants, png, QUADRANTS, quadrantPixels } from './testing/files.ts';
import { basisModel, dracoModel, meshoptModel, movingModel, texturedModel } from './testing/models.ts';
import { closeFolders, drawSetUp, quadrants } from './testing/drawn-square.ts';

const TIMEOUT_MS = 30_000;

afterEach(closeFolders);

/** A set-up that waits for what it has begun. */
const FOREVER = 'await new Promise(() => {});';
const PICTURE = { bytes: png(8, 8, quadrantPixels(8)), mimeType: 'image/png' };

describe.skipIf(!hasSoftwareGpu)(`a glTF model (${where})`, { timeout: TIMEOUT_MS }, () => {
  it('shows its texture, from its own buffer and from a file beside it', async () => {
    const make = (name: string) => `scene.add((await gltf.loadAsync('models/${name}')).scene);`;
    const inside = await drawSetUp(make('a.glb'), { 'models/a.glb': texturedModel(PICTURE) });
    expect(quadrants(inside)).toEqual(QUADRANTS);
    const beside = await drawSetUp(make('b.glb'), {
      'models/b.glb': texturedModel({ uri: 'images/a%20b.png' }),
      'models/images/a b.png': PICTURE.bytes,
    });
    expect(quadrants(beside)).toEqual(QUADRANTS);
  });

  it('has its skin, its morph target, its animation, its light and the extensions of its materials', async () => {
    const drawn = await drawSetUp(
      `const model = await gltf.loadAsync('moving.glb');
      scene.add(model.scene);
      const mixer = new THREE.AnimationMixer(model.scene);
      const slide = mixer.clipAction(model.animations[0]).setLoop(THREE.LoopOnce);
      slide.clampWhenFinished = true;
      slide.play();
      mixer.setTime(1);
      const lamp = model.scene.getObjectByName('lamp');
      send([lamp.type, model.cameras[0].type, model.animations[0].duration]);
      const glass = await model.parser.getDependency('material', 4);
      send([glass.type, glass.transmission, glass.ior, glass.clearcoat, glass.sheen, glass.emissiveIntensity]);`,
      { 'moving.glb': movingModel() },
    );
    expect(quadrants(drawn)).toEqual([0xff0000, 0x00ff00, 0x0000ff, 0xffff00]);
    expect(drawn.sent).toEqual([
      ['SpotLight', 'PerspectiveCamera', 1],
      ['MeshPhysicalMaterial', 0.5, 1.4, 0.25, 1, 3],
    ]);
  });

  it('may be compressed by Draco, by meshoptimizer and with KTX2 textures, all with the decoders of three.js', async () => {
    const drawn = await drawSetUp(
      `gltf.setDRACOLoader(new DRACOLoader()).setMeshoptDecoder(MeshoptDecoder);
      const ktx2 = new KTX2Loader().detectSupport(renderer);
      gltf.setKTX2Loader(ktx2);
      const [draco, meshopt, basis] = await Promise.all(
        ['draco.glb', 'meshopt.glb', 'basis.glb'].map((name) => gltf.loadAsync(name)));
      // Left draco, right meshopt; basis in the middle.
      draco.scene.position.x = -1; meshopt.scene.position.x = 1;
      basis.scene.scale.setScalar(0.25); basis.scene.position.z = 1;
      scene.add(draco.scene, meshopt.scene, basis.scene);
      ktx2.dispose(); gltf.dracoLoader.dispose();`,
      { 'draco.glb': dracoModel(), 'meshopt.glb': meshoptModel(), 'basis.glb': basisModel(ktx2Quadrants()) },
    );
    expect(quadrants(drawn)).toEqual([0x0000ff, 0x00ff00, 0x0000ff, 0x00ff00]);
    const { at } = drawn;
    expect([at(0.44, 0.44), at(0.56, 0.44), at(0.44, 0.56), at(0.56, 0.56)]).toEqual(QUADRANTS);
  });
});

describe.skipIf(!hasSoftwareGpu)(`a compressed file (${where})`, { timeout: TIMEOUT_MS }, () => {
  it('is shown by DRACOLoader with decoders from the path of a package', async () => {
    const drawn = await drawSetUp(
      `const draco = new DRACOLoader().setDecoderPath(assets.url('three/examples/jsm/libs/draco/'));
      const geometry = await draco.loadAsync(assets.url('./square.drc'));
      send([...geometry.index.array]);
      scene.add(new THREE.Mesh(geometry, new THREE.MeshBasicMaterial({ color: 0x336699 })));`,
      { 'square.drc': dracoSquare() },
    );
    expect(quadrants(drawn)).toEqual([0x336699, 0x336699, 0x336699, 0x336699]);
    expect(drawn.sent).toEqual([[0, 1, 2, 0, 2, 3]]);
  });

  it('is shown by KTX2Loader, its first row below as in a browser: a compressed texture cannot be turned', async () => {
    const drawn = await drawSetUp(
      `show(await new KTX2Loader().setWorkerLimit(1).detectSupport(renderer).loadAsync('a.ktx2'));`,
      { 'a.ktx2': ktx2Quadrants() },
    );
    expect(quadrants(drawn)).toEqual([0x0000ff, 0xffff00, 0xff0000, 0x00ff00]);
  });
});

describe.skipIf(!hasSoftwareGpu)(`a model that cannot be shown (${where})`, { timeout: TIMEOUT_MS }, () => {
  it.each([
    [
      'that nobody waits for',
      `gltf.load('none.glb', () => {}, undefined, () => {}); ${FOREVER}`,
      'asset-failed',
      /none\.glb/u,
    ],
    [
      'whose texture is not there',
      `await gltf.loadAsync('models/beside.glb'); ${FOREVER}`,
      'asset-failed',
      /models\/images\/none\.png/u,
    ],
    ['that is no glTF', `await gltf.loadAsync('noise.glb');`, 'scene-setup-failed', /lastAsset:noise\.glb/u],
    [
      'that needs a decoder which is not set',
      `await gltf.loadAsync('basis.glb');`,
      'scene-setup-failed',
      /setKTX2Loader.*lastAsset:basis\.glb/u,
    ],
  ])('%s ends the set-up with its name', async (_what, make, code, message) => {
    const { failure, pixels } = await drawSetUp(make, {
      'models/beside.glb': texturedModel({ uri: 'images/none.png' }),
      'noise.glb': new Uint8Array(100).fill(7),
      'basis.glb': basisModel(ktx2Quadrants()),
    });
    expect(failure).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(pixels).toBe('');
  });

  it('is heard of although loaders swallow what is wrong with it', async () => {
    const { failure, sent } = await drawSetUp(
      `const heard = [];
      let next;
      assets.onError(({ code, message }) => next([code, message]));
      const told = async (load) => {
        const error = new Promise((resolve) => { next = resolve; });
        void load();
        send(await error);
      };
      await told(() => gltf.loadAsync('beside.glb'));
      await told(() => gltf.loadAsync('outside.glb'));
      await told(() => gltf.loadAsync('broken.glb'));
      await told(() => gltf.setKTX2Loader(new KTX2Loader().detectSupport(renderer)).loadAsync('basis.glb'));
      await told(() => new DRACOLoader().load('a.drc', () => {}));
      await told(() => new HDRLoader().load('a.hdr', () => {}));
      await told(() => gltf.load('noise.glb', () => {}));
      await told(() => gltf.loadAsync('https://models.example/a.glb').catch(() => {}));`,
      {
        'beside.glb': texturedModel({ uri: 'images/none.png' }),
        'outside.glb': texturedModel({ uri: '../../other/a.png' }),
        'broken.glb': texturedModel({ bytes: PICTURE.bytes.slice(0, 60), mimeType: 'image/png' }),
        'basis.glb': basisModel(ktx2Quadrants().slice(0, 170)),
        'a.drc': dracoSquare().slice(0, 20),
        'a.hdr': '#?RADIANCE of nothing',
        'noise.glb': new Uint8Array(100).fill(7),
      },
    );
    expect(failure).toBeUndefined();
    expect(sent).toEqual([
      ['asset-failed', "There is no asset 'images/none.png'."],
      ['asset-refused', expect.stringContaining('outside of the scene')],
      ['asset-failed', expect.stringMatching(/png image 'embedded, after broken\.glb' cannot be decoded/u)],
      ['asset-failed', expect.stringContaining("GLTFLoader left out a texture (embedded), after 'basis.glb'")],
      ['asset-failed', expect.stringMatching(/DRACOLoader.*a\.drc/u)],
      ['asset-failed', expect.stringMatching(/HDRLoader.*a\.hdr/u)],
      ['asset-failed', expect.stringContaining("'noise.glb' could not be loaded")],
      ['asset-refused', expect.stringContaining('"assets.origins"')],
    ]);
  });

  it('is the scene’s own business once it listens', async () => {
    const drawn = await drawSetUp(
      `assets.onError(({ code, message }) => send([code, message]));
      scene.add((await gltf.loadAsync('beside.glb')).scene);`,
      { 'beside.glb': texturedModel({ uri: 'none.png' }) },
    );
    expect(drawn.failure).toBeUndefined();
    expect(drawn.sent).toEqual([['asset-failed', "There is no asset 'none.png'."]]);
    expect(drawn.at(0.5, 0.5)).toBe(0xffffff);
  });
});
