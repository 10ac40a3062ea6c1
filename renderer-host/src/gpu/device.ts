/**
 * Opens the GPU device that three.js renders with.
 *
 * Dawn crashes, after thousands of frames, once the object that `create()` returned has been collected while a device
 * lives, so it is pinned on `navigator.gpu` before anything else.
 */
import { RemoteViewError } from '@remote-view/protocol';
import { create, globals } from 'webgpu';

export interface AdapterInfo {
  /** Readable: vendor, device and driver. */
  readonly name: string;
  /** The device alone, like `nvidia-h200`; empty where the driver gives no name. */
  readonly model: string;
  /** The adapter renders on the CPU. */
  readonly software: boolean;
}

export interface OpenDevice {
  readonly device: GPUDevice;
  readonly adapter: AdapterInfo;
}

/** The format that three.js believes the canvas has; see canvas-context.ts for why it is an sRGB one. */
export const CANVAS_FORMAT: GPUTextureFormat = 'bgra8unorm-srgb';

/** Makes `navigator.gpu` and the WebGPU constants global, as three.js expects them. Idempotent. */
export function installGpu(): GPU {
  const existing = (globalThis.navigator as { gpu?: GPU }).gpu;
  if (existing !== undefined) return existing;
  const gpu = create([]);
  Object.defineProperty(gpu, 'getPreferredCanvasFormat', { value: () => CANVAS_FORMAT });
  Object.defineProperty(globalThis.navigator, 'gpu', { value: gpu, configurable: true });
  Object.assign(globalThis, globals);
  return gpu;
}

/** Finds the best adapter, without opening it. @throws RemoteViewError `no-gpu-adapter` */
export async function findAdapter(gpu: GPU): Promise<{ adapter: GPUAdapter; info: AdapterInfo }> {
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) {
    throw new RemoteViewError(
      'no-gpu-adapter',
      'No GPU adapter was found: no driver, or no Vulkan loader (libvulkan1).',
    );
  }
  const { vendor, device, description, architecture } = adapter.info;
  const software = /swiftshader|llvmpipe|lavapipe|basic render|software/iu.test(
    `${device} ${description} ${architecture}`,
  );
  const name = [...new Set([vendor, device, description].filter((part) => part !== ''))].join(' ').trim();
  return { adapter, info: { name: name === '' ? 'unnamed adapter' : name, model: device, software } };
}

/** Opens a device with all the limits and the harmless features that the adapter has. */
export async function openDevice(gpu: GPU): Promise<OpenDevice> {
  const { adapter, info } = await findAdapter(gpu);
  const requiredLimits: Record<string, number> = {};
  // `for…in`: the limits are accessors of the prototype.
  for (const name in adapter.limits) {
    const value = (adapter.limits as unknown as Record<string, unknown>)[name];
    if (typeof value === 'number') requiredLimits[name] = value;
  }
  const device = await adapter.requestDevice({
    requiredFeatures: [...adapter.features].filter((feature) => WANTED_FEATURES.has(feature)) as GPUFeatureName[],
    requiredLimits,
  });
  return { device, adapter: info };
}

/** What three.js uses where it is there (its WebGPUBackend asks for all features when it opens a device itself). */
const WANTED_FEATURES = new Set([
  'core-features-and-limits',
  'depth-clip-control',
  'depth32float-stencil8',
  'texture-compression-bc',
  'texture-compression-bc-sliced-3d',
  'texture-compression-etc2',
  'texture-compression-astc',
  'texture-compression-astc-sliced-3d',
  'indirect-first-instance',
  'shader-f16',
  'rg11b10ufloat-renderable',
  'bgra8unorm-storage',
  'float32-filterable',
  'float32-blendable',
  'clip-distances',
  'dual-source-blending',
  'subgroups',
]);
