/** What the scene is told of its pictures, and when it has changed. */
import type { QualityHints, SceneQuality } from '../sdk/services.ts';

const NAMES = ['software', 'adapter', 'fps', 'pixelRatio', 'width', 'height', 'limitedBy'] as const;

export class Quality implements SceneQuality {
  readonly #listeners = new Set<(quality: QualityHints) => void>();
  #hints: QualityHints;

  constructor(hints: QualityHints) {
    this.#hints = hints;
  }

  get software(): boolean {
    return this.#hints.software;
  }

  get adapter(): string {
    return this.#hints.adapter;
  }

  get fps(): number {
    return this.#hints.fps;
  }

  get pixelRatio(): number {
    return this.#hints.pixelRatio;
  }

  get width(): number {
    return this.#hints.width;
  }

  get height(): number {
    return this.#hints.height;
  }

  get limitedBy(): QualityHints['limitedBy'] {
    return this.#hints.limitedBy;
  }

  onChange(listener: (quality: QualityHints) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  update(changes: Partial<QualityHints>): void {
    const hints = { ...this.#hints, ...changes };
    if (NAMES.every((name) => hints[name] === this.#hints[name])) return;
    this.#hints = hints;
    for (const listener of this.#listeners) listener(hints);
  }
}
