/**
 * Brings a drawn frame from the GPU into a slot of shared memory, in packed rows.
 *
 * A ring of mappable buffers, one map in flight on each: a frame that finds none free is dropped by its caller before it
 * is drawn. On a GPU the I420 pass runs first; on a software adapter that pass costs more than all the rest (+25 ms at
 * 720p), so BGRA is read back there and the encoder's thread converts.
 */
import { READ_FORMAT } from './canvas-context.ts';
import { PollPacer } from './poll-pacer.ts';
import { I420Pass, i420Layout, type I420Layout } from './i420-pass.ts';

export type ReadFormat = 'bgra' | 'i420';

interface Slot {
  buffer: GPUBuffer | undefined;
  busy: boolean;
}

const READ_SLOTS = 3;

export class FrameReader {
  readonly format: ReadFormat;
  readonly #device: GPUDevice;
  readonly #slots: readonly Slot[] = Array.from({ length: READ_SLOTS }, () => ({ buffer: undefined, busy: false }));
  readonly #i420: I420Pass | undefined;
  readonly #pacer = new PollPacer();

  constructor(device: GPUDevice, format: ReadFormat) {
    this.#device = device;
    this.format = format;
    this.#i420 = format === 'i420' ? new I420Pass(device) : undefined;
  }

  /**
   * Reads the even-sized upper left part of `texture`.
   * @param target returns where to copy to once the pixels are here, or undefined to let them go
   * @returns false where no buffer was free or nobody wanted the frame
   */
  async read(
    texture: GPUTexture,
    width: number,
    height: number,
    target: () => Uint8Array | undefined,
  ): Promise<boolean> {
    const slot = this.#slots.find((candidate) => !candidate.busy);
    if (slot === undefined) return false;
    slot.busy = true;
    try {
      const commands = this.#device.createCommandEncoder({ label: 'read back' });
      const buffer = this.#record(commands, texture, width, height, slot);
      this.#device.queue.submit([commands.finish()]);
      await this.#pacer.during(buffer.mapAsync(GPUMapMode.READ));
      const bytes = target();
      if (bytes !== undefined) {
        const mapped = new Uint8Array(buffer.getMappedRange());
        if (this.format === 'bgra') packRows(mapped, bgraStride(width), bytes, width * 4, height);
        else packPlanes(mapped, i420Layout(width, height), bytes);
      }
      buffer.unmap();
      return bytes !== undefined;
    } finally {
      slot.busy = false;
    }
  }

  destroy(): void {
    for (const slot of this.#slots) slot.buffer?.destroy();
    this.#i420?.destroy();
  }

  #record(commands: GPUCommandEncoder, texture: GPUTexture, width: number, height: number, slot: Slot): GPUBuffer {
    if (this.#i420 === undefined) {
      const bytesPerRow = bgraStride(width);
      const buffer = this.#buffer(slot, bytesPerRow * height);
      commands.copyTextureToBuffer({ texture }, { buffer, bytesPerRow }, { width, height });
      return buffer;
    }
    const layout = i420Layout(width, height);
    const buffer = this.#buffer(slot, layout.bytes);
    const planes = this.#i420.encode(commands, texture.createView({ format: READ_FORMAT }), layout);
    commands.copyBufferToBuffer(planes, 0, buffer, 0, layout.bytes);
    return buffer;
  }

  #buffer(slot: Slot, size: number): GPUBuffer {
    if (slot.buffer?.size === size) return slot.buffer;
    slot.buffer?.destroy();
    slot.buffer = this.#device.createBuffer({
      label: 'read back',
      size,
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
    return slot.buffer;
  }
}

/** WebGPU wants rows of copies aligned to 256 bytes. */
function bgraStride(width: number): number {
  return Math.ceil((width * 4) / 256) * 256;
}

function packRows(from: Uint8Array, stride: number, to: Uint8Array, rowBytes: number, rows: number, offset = 0): void {
  if (stride === rowBytes) {
    to.set(from.subarray(0, rowBytes * rows), offset);
    return;
  }
  for (let row = 0; row < rows; row++) {
    to.set(from.subarray(row * stride, row * stride + rowBytes), offset + row * rowBytes);
  }
}

function packPlanes(from: Uint8Array, layout: I420Layout, to: Uint8Array): void {
  const { width, height, stride } = layout;
  const luma = stride * height;
  const chroma = luma / 4;
  packRows(from, stride, to, width, height);
  packRows(from.subarray(luma), stride / 2, to, width / 2, height / 2, width * height);
  packRows(from.subarray(luma + chroma), stride / 2, to, width / 2, height / 2, (width * height * 5) / 4);
}
