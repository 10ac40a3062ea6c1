/**
 * sRGB to I420 on the GPU, BT.709 in limited range, so that 1.5 bytes a pixel cross the bus and not 4.
 *
 * One invocation makes a block of 8x2 pixels: four words of luma and one word of each chroma plane. Chroma is the mean
 * of its four pixels. Planes are padded to rows of whole words; {@link I420Layout} says where they lie.
 */

export interface I420Layout {
  readonly width: number;
  readonly height: number;
  /** Bytes of a luma row; a chroma row has half. */
  readonly stride: number;
  /** Bytes of all three planes. */
  readonly bytes: number;
}

export function i420Layout(width: number, height: number): I420Layout {
  const stride = Math.ceil(width / 8) * 8;
  return { width, height, stride, bytes: (stride * height * 3) / 2 };
}

// Rec. ITU-R BT.709-6, items 3.2 to 3.5; limited range: luma 16..235, chroma 16..240.
const SHADER = /* wgsl */ `
struct Layout { width: u32, height: u32, wordsPerRow: u32, lumaWords: u32, chromaWords: u32 }
@group(0) @binding(0) var picture: texture_2d<f32>;
@group(0) @binding(1) var<storage, read_write> planes: array<u32>;
@group(0) @binding(2) var<uniform> size: Layout;

fn pixel(x: u32, y: u32) -> vec3f {
  return textureLoad(picture, vec2u(min(x, size.width - 1u), min(y, size.height - 1u)), 0).rgb;
}
fn luma(c: vec3f) -> u32 {
  return u32(16.0 + 219.0 * dot(c, vec3f(0.2126, 0.7152, 0.0722)) + 0.5);
}
fn luma4(c: array<vec3f, 4>) -> u32 {
  return luma(c[0]) | (luma(c[1]) << 8u) | (luma(c[2]) << 16u) | (luma(c[3]) << 24u);
}
fn blue(c: vec3f) -> u32 {
  return u32(128.0 + 224.0 * dot(c, vec3f(-0.2126 / 1.8556, -0.7152 / 1.8556, 0.9278 / 1.8556)) + 0.5);
}
fn red(c: vec3f) -> u32 {
  return u32(128.0 + 224.0 * dot(c, vec3f(0.7874 / 1.5748, -0.7152 / 1.5748, -0.0722 / 1.5748)) + 0.5);
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let x = id.x * 8u;
  let y = id.y * 2u;
  if (x >= size.wordsPerRow * 4u || y >= size.height) { return; }
  var u = 0u;
  var v = 0u;
  for (var half = 0u; half < 2u; half++) {
    var upper: array<vec3f, 4>;
    var lower: array<vec3f, 4>;
    for (var i = 0u; i < 4u; i++) {
      upper[i] = pixel(x + half * 4u + i, y);
      lower[i] = pixel(x + half * 4u + i, y + 1u);
    }
    let word = y * size.wordsPerRow + id.x * 2u + half;
    planes[word] = luma4(upper);
    planes[word + size.wordsPerRow] = luma4(lower);
    for (var i = 0u; i < 2u; i++) {
      let mean = (upper[i * 2u] + upper[i * 2u + 1u] + lower[i * 2u] + lower[i * 2u + 1u]) * 0.25;
      let shift = (half * 2u + i) * 8u;
      u |= blue(mean) << shift;
      v |= red(mean) << shift;
    }
  }
  let chroma = id.y * (size.wordsPerRow / 2u) + id.x;
  planes[size.lumaWords + chroma] = u;
  planes[size.lumaWords + size.chromaWords + chroma] = v;
}
`;

export class I420Pass {
  readonly #device: GPUDevice;
  readonly #pipeline: GPUComputePipeline;
  readonly #uniforms: GPUBuffer;
  #planes: GPUBuffer | undefined;
  #layout: I420Layout | undefined;

  constructor(device: GPUDevice) {
    this.#device = device;
    this.#pipeline = device.createComputePipeline({
      label: 'i420',
      layout: 'auto',
      compute: { module: device.createShaderModule({ label: 'i420', code: SHADER }), entryPoint: 'main' },
    });
    this.#uniforms = device.createBuffer({ size: 20, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
  }

  /** Records the conversion of the upper left `layout.width` x `layout.height` of `view`; the planes come back. */
  encode(commands: GPUCommandEncoder, view: GPUTextureView, layout: I420Layout): GPUBuffer {
    const planes = this.#prepare(layout);
    const pass = commands.beginComputePass({ label: 'i420' });
    pass.setPipeline(this.#pipeline);
    pass.setBindGroup(
      0,
      this.#device.createBindGroup({
        layout: this.#pipeline.getBindGroupLayout(0),
        entries: [
          { binding: 0, resource: view },
          { binding: 1, resource: { buffer: planes } },
          { binding: 2, resource: { buffer: this.#uniforms } },
        ],
      }),
    );
    pass.dispatchWorkgroups(Math.ceil(layout.stride / 64), Math.ceil(layout.height / 16));
    pass.end();
    return planes;
  }

  destroy(): void {
    this.#planes?.destroy();
    this.#uniforms.destroy();
  }

  #prepare(layout: I420Layout): GPUBuffer {
    let planes = this.#planes;
    if (planes !== undefined && this.#layout?.width === layout.width && this.#layout.height === layout.height) {
      return planes;
    }
    planes?.destroy();
    planes = this.#device.createBuffer({
      label: 'i420 planes',
      size: layout.bytes,
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC,
    });
    this.#planes = planes;
    this.#layout = layout;
    const words = (layout.stride * layout.height) / 4;
    const values = new Uint32Array([layout.width, layout.height, layout.stride / 4, words, words / 4]);
    this.#device.queue.writeBuffer(this.#uniforms, 0, values);
    return planes;
  }
}
