/**
 * How large and how frequent pictures are: what the scene makes and the viewer shows, what the host can hold of it
 * (governor), what the path has room for (ladder). The smallest counts. And how many bits they can use at most: what the
 * quantiser of pictures in motion says decides that and the ladder, and comes in here for both.
 */
import type { Millis, Preference } from '@remote-view/protocol';
import { bitrateFor } from '../encode/h264-options.ts';
import { NetworkLadder, SHORT, type PictureLevel } from './network-ladder.ts';
import { QualityGovernor } from './quality-governor.ts';
import { UsefulRate } from './useful-rate.ts';

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
  readonly #useful = new UsefulRate();
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

  /**
   * Bits per second that pictures can use. Of the ceiling, not of the level: pictures that are smaller because the path has
   * no room for others can use as many, or it would never be found out that there is room again.
   */
  get usefulBitrate(): number {
    const { pixels, fps } = this.ceiling;
    return this.#useful.of(bitrateFor(pixels, fps));
  }

  /** There are fewer frames than the scene would make. */
  get slowed(): boolean {
    return this.level.fps < this.#host.fps;
  }

  /** What keeps pictures from being all that the viewers show. */
  get limitedBy(): 'host' | 'network' | 'none' {
    const { level, ceiling } = this;
    if (level.pixels < ceiling.pixels || level.fps < ceiling.fps) return 'network';
    return ceiling.pixels < this.#shown ? 'host' : 'none';
  }

  /** When {@link rests} may change something if nothing moves until then; undefined where it cannot. */
  get restDue(): Millis | undefined {
    return this.#ladder.restDue;
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

  /**
   * A picture that moves was encoded.
   * @param unlimited with all the bits that are useful
   * @returns whether the level or the useful bitrate changed
   */
  moved(now: Millis, quantiser: number, unlimited: boolean): boolean {
    // Where the path gives all it is asked for, more bits come before fewer pixels.
    const short = unlimited && this.#useful.mayGrow ? Math.min(SHORT - 1, quantiser) : quantiser;
    const level = this.#ladder.moved(now, short, this.ceiling);
    return this.#useful.moved(now, quantiser, unlimited) || level;
  }

  /** @returns whether the level changed */
  rests(now: Millis): boolean {
    return this.#ladder.rests(now);
  }
}
