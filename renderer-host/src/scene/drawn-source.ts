/**
 * Frames that a source writes into memory itself: no GPU and no read-back on their way to the encoder.
 *
 * The source draws into a picture that keeps what it drew before, so it touches only what changes; a copy goes to the
 * encoder (at 720p 0.25 ms of BGRA, 0.1 of I420), which reads it while the next frame is drawn.
 */
import type { HeadlessCanvas } from './dom/canvas.ts';
import type { FrameSource } from './frame-source.ts';
import { encodedSize } from './picture-size.ts';
import type {
  PlainValue,
  SceneFrame,
  SourceContext,
  SourceDefinition,
  SourceFormat,
  SourceHandlers,
  SourcePicture,
} from './sdk/index.ts';

/** Of white in limited range, and of what has no colour. */
const WHITE = { luma: 235, chroma: 128 } as const;

export class DrawnSource implements FrameSource {
  readonly format: SourceFormat;
  readonly #definition: SourceDefinition;
  readonly #canvas: HeadlessCanvas;
  #handlers: SourceHandlers | undefined;
  #picture: SourcePicture;
  #drawn = false;

  constructor(definition: SourceDefinition, canvas: HeadlessCanvas) {
    this.#definition = definition;
    this.#canvas = canvas;
    this.format = definition.format ?? 'bgra';
    this.#picture = blankPicture(this.format, canvas);
  }

  get picture(): SourcePicture | undefined {
    return this.#drawn ? this.#picture : undefined;
  }

  get snapshot(): (() => PlainValue) | undefined {
    return this.#handlers?.snapshot?.bind(this.#handlers);
  }

  async setUp(context: SourceContext): Promise<void> {
    this.#handlers = await this.#definition.setup(context);
  }

  advance(frame: SceneFrame): boolean {
    const changed = this.#handlers?.draw(this.#picture, frame) ?? false;
    this.#drawn ||= changed;
    return changed;
  }

  async read(target: () => Uint8Array | undefined): Promise<boolean> {
    const bytes = target();
    bytes?.set(this.#picture.pixels);
    return bytes !== undefined;
  }

  resize(): void {
    this.#picture = blankPicture(this.format, this.#canvas);
    this.#drawn = false;
  }

  dispose(): void {
    this.#handlers?.dispose?.();
  }
}

function blankPicture(format: SourceFormat, canvas: HeadlessCanvas): SourcePicture {
  const { width, height } = encodedSize(canvas);
  const area = width * height;
  const pixels =
    format === 'bgra'
      ? new Uint8Array(area * 4).fill(255)
      : new Uint8Array(area * 1.5).fill(WHITE.luma, 0, area).fill(WHITE.chroma, area);
  return { format, width, height, pixels };
}
