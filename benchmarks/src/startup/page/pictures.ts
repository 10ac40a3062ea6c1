/** A view that stays, and when it first showed a picture of a colour: what a save of the scene's source is waited for by. */
import type { Millis } from '@remote-view/protocol';
import type { StartupPlan } from '../milestones.ts';

/** Colours that no coding confuses. */
export type ShownColour = 'red' | 'blue';

const PICTURE_WITHIN: Millis = 20_000;

export class Pictures {
  readonly #video: HTMLVideoElement;
  readonly #context: CanvasRenderingContext2D;

  constructor(video: HTMLVideoElement) {
    this.#video = video;
    const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('there is no 2d context');
    this.#context = context as unknown as CanvasRenderingContext2D;
  }

  /** Shows the scene in this page. @throws Error where no picture comes */
  static async open({ gateway, scene, width, height }: StartupPlan): Promise<Pictures> {
    await import(/* @vite-ignore */ `${gateway}/remote-view.js`);
    const element = document.createElement('remote-view');
    element.src = gateway;
    element.scene = scene;
    Object.assign(element.style, { display: 'block', width: `${width}px`, height: `${height}px` });
    const first = new Promise((resolve, reject) => {
      element.addEventListener('firstframe', resolve);
      setTimeout(() => reject(new Error(`no picture: ${element.state}`)), PICTURE_WITHIN);
    });
    document.body.append(element);
    await first;
    return new Pictures(element.shadowRoot!.querySelector('video')!);
  }

  /**
   * The first frame of this colour from now on.
   * @returns when it was presented, ms since the epoch: another process can compare it with its own clock
   * @throws Error where none comes
   */
  firstOf(colour: ShownColour): Promise<Millis> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`no ${colour} picture`)), PICTURE_WITHIN);
      const look: VideoFrameRequestCallback = (_now, { presentationTime }) => {
        if (this.#shows(colour)) {
          clearTimeout(late);
          resolve(performance.timeOrigin + presentationTime);
        } else this.#video.requestVideoFrameCallback(look);
      };
      this.#video.requestVideoFrameCallback(look);
    });
  }

  #shows(colour: ShownColour): boolean {
    this.#context.drawImage(this.#video, 8, 8, 1, 1, 0, 0, 1, 1);
    const [red = 0, , blue = 0] = this.#context.getImageData(0, 0, 1, 1).data;
    return colour === 'red' ? red > blue + 80 : blue > red + 80;
  }
}
