/** glTF models, made by hand: what each part of them must look like is known. */
import { dracoSquare, float32, glb, packed, SQUARE, uint16 } from './files.ts';

const ARRAY = { FLOAT: 5126, USHORT: 5123, UBYTE: 5121 } as const;

/** A square with a texture; its image is embedded, or beside the model under `uri`. */
export function texturedModel(
  image: { readonly bytes: Uint8Array; readonly mimeType: string } | { readonly uri: string },
): Uint8Array {
  const parts = squareParts();
  const embedded = 'bytes' in image;
  if (embedded) parts.push(image.bytes);
  const { buffer, bufferViews } = packed(parts);
  return glb(
    {
      ...document(buffer, bufferViews),
      meshes: [{ primitives: [{ attributes: { POSITION: 0, TEXCOORD_0: 1 }, indices: 2, material: 0 }] }],
      accessors: squareAccessors(),
      images: [embedded ? { bufferView: 3, mimeType: image.mimeType } : image],
      textures: [{ source: 0 }],
      materials: [unlit({ baseColorTexture: { index: 0 } })],
      extensionsUsed: ['KHR_materials_unlit'],
    },
    buffer,
  );
}

/** The same with KTX2 (KHR_texture_basisu), embedded. */
export function basisModel(ktx2: Uint8Array): Uint8Array {
  const { buffer, bufferViews } = packed([...squareParts(), ktx2]);
  return glb(
    {
      ...document(buffer, bufferViews),
      meshes: [{ primitives: [{ attributes: { POSITION: 0, TEXCOORD_0: 1 }, indices: 2, material: 0 }] }],
      accessors: squareAccessors(),
      images: [{ bufferView: 3, mimeType: 'image/ktx2' }],
      textures: [{ extensions: { KHR_texture_basisu: { source: 0 } } }],
      materials: [unlit({ baseColorTexture: { index: 0 } })],
      extensionsUsed: ['KHR_materials_unlit', 'KHR_texture_basisu'],
      extensionsRequired: ['KHR_texture_basisu'],
    },
    buffer,
  );
}

/** A blue square, its mesh in Draco (KHR_draco_mesh_compression). */
export function dracoModel(mesh: Uint8Array = dracoSquare()): Uint8Array {
  const { buffer, bufferViews } = packed([mesh]);
  const draco = { bufferView: 0, attributes: { POSITION: 0, TEXCOORD_0: 1 } };
  return glb(
    {
      ...document(buffer, bufferViews),
      meshes: [
        {
          primitives: [
            {
              attributes: { POSITION: 0, TEXCOORD_0: 1 },
              indices: 2,
              material: 0,
              extensions: { KHR_draco_mesh_compression: draco },
            },
          ],
        },
      ],
      accessors: squareAccessors().map((accessor) => ({ ...accessor, bufferView: undefined })),
      materials: [unlit({ baseColorFactor: [0, 0, 1, 1] })],
      extensionsUsed: ['KHR_draco_mesh_compression', 'KHR_materials_unlit'],
      extensionsRequired: ['KHR_draco_mesh_compression'],
    },
    buffer,
  );
}

/** A green square, its positions compressed by meshoptimizer (EXT_meshopt_compression). */
export function meshoptModel(): Uint8Array {
  const positions = meshoptVertices(float32(...SQUARE.positions), 12);
  const { buffer, bufferViews } = packed([positions, ...squareParts().slice(1)]);
  const compressed = {
    buffer: 0,
    byteOffset: 0,
    byteLength: positions.length,
    byteStride: 12,
    count: 4,
    mode: 'ATTRIBUTES',
  };
  return glb(
    {
      ...document(buffer, bufferViews),
      buffers: [
        { byteLength: buffer.length },
        { byteLength: 48, extensions: { EXT_meshopt_compression: { fallback: true } } },
      ],
      bufferViews: [
        {
          buffer: 1,
          byteOffset: 0,
          byteLength: 48,
          byteStride: 12,
          extensions: { EXT_meshopt_compression: compressed },
        },
        ...bufferViews.slice(1),
      ],
      meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 2, material: 0 }] }],
      accessors: squareAccessors(),
      materials: [unlit({ baseColorFactor: [0, 1, 0, 1] })],
      extensionsUsed: ['EXT_meshopt_compression', 'KHR_materials_unlit'],
      extensionsRequired: ['EXT_meshopt_compression'],
    },
    buffer,
  );
}

/**
 * Four squares of half the picture's size that are in their places only if the model's parts work: left upper (red) by its
 * node, right upper (green) by its skin, left lower (blue) by its morph target, right lower (yellow) after one second of
 * the animation. Besides a light, a camera, and a material with extensions.
 */
export function movingModel(): Uint8Array {
  const small = SQUARE.positions.map((value) => value / 2);
  const { buffer, bufferViews } = packed([
    float32(...small),
    uint16(...SQUARE.indices),
    // All vertices hang on the first joint.
    Uint8Array.from({ length: 16 }),
    float32(...Array.from({ length: 16 }, (_, index) => (index % 4 === 0 ? 1 : 0))),
    float32(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1),
    float32(...Array.from({ length: 4 }, () => [-0.5, -0.5, 0]).flat()),
    float32(0, 1),
    float32(9, 9, 0, 0.5, -0.5, 0),
  ]);
  const square = { attributes: { POSITION: 0 }, indices: 1 };
  return glb(
    {
      ...document(buffer, bufferViews),
      scenes: [{ nodes: [0, 1, 2, 3, 4, 5, 6] }],
      nodes: [
        { mesh: 0, translation: [-0.5, 0.5, 0] },
        { mesh: 1, skin: 0 },
        { name: 'joint', translation: [0.5, 0.5, 0] },
        { mesh: 2 },
        { mesh: 3, translation: [9, 9, 0] },
        { name: 'lamp', extensions: { KHR_lights_punctual: { light: 0 } } },
        { name: 'eye', camera: 0 },
      ],
      meshes: [
        { primitives: [{ ...square, material: 0 }] },
        { primitives: [{ ...square, attributes: { POSITION: 0, JOINTS_0: 2, WEIGHTS_0: 3 }, material: 1 }] },
        { primitives: [{ ...square, targets: [{ POSITION: 5 }], material: 2 }], weights: [1] },
        { primitives: [{ ...square, material: 3 }] },
      ],
      skins: [{ joints: [2], inverseBindMatrices: 4 }],
      animations: [
        {
          name: 'slide',
          samplers: [{ input: 6, output: 7 }],
          channels: [{ sampler: 0, target: { node: 4, path: 'translation' } }],
        },
      ],
      cameras: [{ type: 'perspective', perspective: { yfov: 1, znear: 0.1 } }],
      accessors: [
        { bufferView: 0, componentType: ARRAY.FLOAT, count: 4, type: 'VEC3', min: [-0.5, -0.5, 0], max: [0.5, 0.5, 0] },
        { bufferView: 1, componentType: ARRAY.USHORT, count: 6, type: 'SCALAR' },
        { bufferView: 2, componentType: ARRAY.UBYTE, count: 4, type: 'VEC4' },
        { bufferView: 3, componentType: ARRAY.FLOAT, count: 4, type: 'VEC4' },
        { bufferView: 4, componentType: ARRAY.FLOAT, count: 1, type: 'MAT4' },
        { bufferView: 5, componentType: ARRAY.FLOAT, count: 4, type: 'VEC3' },
        { bufferView: 6, componentType: ARRAY.FLOAT, count: 2, type: 'SCALAR', min: [0], max: [1] },
        { bufferView: 7, componentType: ARRAY.FLOAT, count: 2, type: 'VEC3' },
      ],
      materials: [
        ...[
          [1, 0, 0, 1],
          [0, 1, 0, 1],
          [0, 0, 1, 1],
          [1, 1, 0, 1],
        ].map((baseColorFactor) => unlit({ baseColorFactor })),
        {
          name: 'glass',
          extensions: {
            KHR_materials_transmission: { transmissionFactor: 0.5 },
            KHR_materials_ior: { ior: 1.4 },
            KHR_materials_clearcoat: { clearcoatFactor: 0.25 },
            KHR_materials_sheen: { sheenColorFactor: [1, 0, 0] },
            KHR_materials_emissive_strength: { emissiveStrength: 3 },
          },
        },
      ],
      extensions: { KHR_lights_punctual: { lights: [{ type: 'spot', intensity: 5, spot: { outerConeAngle: 0.5 } }] } },
      extensionsUsed: [
        'KHR_lights_punctual',
        'KHR_materials_unlit',
        'KHR_materials_transmission',
        'KHR_materials_ior',
        'KHR_materials_clearcoat',
        'KHR_materials_sheen',
        'KHR_materials_emissive_strength',
      ],
    },
    buffer,
  );
}

function document(buffer: Uint8Array, bufferViews: readonly object[]): object {
  return {
    asset: { version: '2.0' },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    buffers: [{ byteLength: buffer.length }],
    bufferViews,
  };
}

function squareParts(): Uint8Array[] {
  return [float32(...SQUARE.positions), float32(...SQUARE.uvs), uint16(...SQUARE.indices)];
}

function squareAccessors(): { bufferView: number; componentType: number; count: number; type: string }[] {
  return [
    { bufferView: 0, componentType: ARRAY.FLOAT, count: 4, type: 'VEC3', ...{ min: [-1, -1, 0], max: [1, 1, 0] } },
    { bufferView: 1, componentType: ARRAY.FLOAT, count: 4, type: 'VEC2' },
    { bufferView: 2, componentType: ARRAY.USHORT, count: 6, type: 'SCALAR' },
  ];
}

function unlit(pbrMetallicRoughness: object): object {
  return { pbrMetallicRoughness, extensions: { KHR_materials_unlit: {} } };
}

/**
 * meshoptimizer's vertex codec, version 0: for each byte of a vertex the differences from vertex to vertex, zigzag, in
 * groups of sixteen that are stored as they are; the first vertex is the tail.
 */
function meshoptVertices(vertices: Uint8Array, stride: number): Uint8Array {
  const count = vertices.length / stride;
  const streams = Array.from({ length: stride }, (_, byte) => {
    const group = Buffer.alloc(16);
    for (let vertex = 1; vertex < count; vertex++) {
      const at = vertex * stride + byte;
      const difference = (vertices[at]! - vertices[at - stride]!) & 255;
      group[vertex] = ((difference << 1) ^ (difference & 128 ? 255 : 0)) & 255;
    }
    return Buffer.concat([Buffer.of(3), group]);
  });
  const tail = Buffer.alloc(Math.max(32, stride));
  tail.set(vertices.subarray(0, stride), tail.length - stride);
  return Buffer.concat([Buffer.of(0xa0), ...streams, tail]);
}
