/**
 * How large and how frequent pictures are: what the scene makes and the viewer shows, what the host can hold of it
 * (governor), what the path has room for (ladder). The smallest counts.
 */
import type { Millis, Preference } from '@remote-view/protocol';
import { NetworkLadder, type PictureLevel } from './network-ladder.ts';
import { QualityGovernor } from './quality-governor.ts';

export interface HostLimits {
  /** Pixels to begin with. */
  readonly startPixels: number;
  /** Whether the host's own pace counts; a source that draws by itself gets the size that is asked for. */
  readonly governed: boolean;
  /** frames per second of the scene */
  readonly fps: number;
}

export class PictureLimits {
  #host: HostLimits;
  #governor: QualityGovernor;
  readonly #ladder = new NetworkLadder();
  /** Pixels of the viewer's element. */
  #shown = Infinity;

  constructor(host: HostLimits) {
    this.#host = host;
    this.#governor = new QualityGovernor(host.startPixels);
  }

  /** The scene is known. */
  run(host: HostLimits): void {
    this.#host = host;
    this.#governor = new QualityGovernor(host.startPixels);
  }

  /** What there is without a limit of the path's. */
  get ceiling(): PictureLevel {
    return { pixels: Math.min(this.#shown, this.#governor.maxPixels), fps: this.#host.fps };
  }

  /** At most this many pixels, at most this many frames a second. */
  get level(): PictureLevel {
    return this.#ladder.level(this.ceiling);
  }

  /** There are fewer frames than the scene would make. */
  get slowed(): boolean {
    return this.level.fps < this.#host.fps;
  }

  /** Another size is asked for. */
  show(pixels: number): void {
    this.#shown = pixels;
  }

  /** What the viewers would rather keep where the path has no room for all. */
  prefer(preference: Preference): void {
    this.#ladder.prefer(preference);
  }

  /**
   * A frame was made. @param cost from its start until the next could start
   * @returns whether the level changed
   */
  made(now: Millis, cost: Millis, pixels: number): boolean {
    return this.#host.governed && this.#governor.frame(now, cost, pixels, 1_000 / this.level.fps);
  }

  /** A picture that moves was encoded. @returns whether the level changed */
  moved(now: Millis, quantiser: number): boolean {
    return this.#ladder.moved(now, quantiser, this.ceiling);
  }

  /** @returns whether the level changed */
  rests(now: Millis): boolean {
    return this.#ladder.rests(now);
  }
}
