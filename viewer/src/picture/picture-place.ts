/**
 * Where the picture is in the element and on the page: for the coordinates of all input, and for what is laid over it.
 *
 * The browser fits the picture by itself (CSS `object-fit`), so that a picture of another shape is never shown stretched,
 * not even for a frame. The same is computed here. Everything is in device pixels, which are the picture's own: a picture
 * that fills the element has as many, and `none` shows one of its pixels by one of the screen's.
 */
import { CENTRED, fittedBox, type Alignment, type Box, type Fit, type Size } from '../input/content-box.ts';
import { toFractions, type Point, type Quad } from './quad.ts';

export interface ShownSize {
  /** Of the element, device pixels. */
  readonly element: Size;
  /** Of the picture that was asked for: the element, up to an even number of pixels. */
  readonly asked: Size;
  /** Device pixels for one CSS pixel in the element: the screen's, times CSS `zoom`. */
  readonly density: number;
}

/** Right and bottom edge of the element, or not, in the order of a {@link Quad}. */
const CORNERS = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
] as const;

const NOTHING: Size = { width: 0, height: 0 };
const WHOLE: Box = { left: 0, top: 0, width: 1, height: 1 };

export class PicturePlace {
  readonly #stage: HTMLElement;
  readonly #picture: () => Size;
  /**
   * Points without size: where the browser says they are is where the corners are, through all transforms and zooms of
   * what they lie in. `offsetX` would be rounded, and says nothing of the positions that an event passed.
   */
  readonly #corners: readonly HTMLElement[];
  #shown: ShownSize = { element: NOTHING, asked: NOTHING, density: 1 };
  #fit: Fit = 'contain';
  #alignment: Alignment = CENTRED;

  /** @param picture its size, pixels; zeros before the first */
  constructor(stage: HTMLElement, picture: () => Size) {
    this.#stage = stage;
    this.#picture = picture;
    this.#corners = CORNERS.map(([x, y]) => {
      const corner = document.createElement('i');
      Object.assign(corner.style, { position: 'absolute', left: `${x * 100}%`, top: `${y * 100}%` });
      return corner;
    });
    stage.append(...this.#corners);
  }

  set shown(shown: ShownSize) {
    this.#shown = shown;
    this.lay();
  }

  /**
   * @param fit a word of CSS `object-fit`
   * @param position CSS `object-position`, in words and percentages; anything else is the centre, as for `fit` it is `contain`
   */
  fit(fit: string, position: string): void {
    const { style } = this.#stage;
    // The browser reads them, and keeps nothing of what it does not understand.
    Object.assign(style, { objectFit: '', objectPosition: '' });
    Object.assign(style, { objectFit: fit, objectPosition: position });
    this.lay();
  }

  /**
   * Where points of the page lie in the picture, as fractions of its sides; below 0 or above 1 beside it. To be asked for
   * anew with each event, since the element may have moved.
   */
  mapping(): (clientX: number, clientY: number) => Point {
    const corners = this.#corners.map((corner) => corner.getBoundingClientRect()) as unknown as Quad;
    const { left, top, width, height } = this.box;
    return (clientX, clientY) => {
      const { x, y } = toFractions(corners, { x: clientX, y: clientY });
      return { x: (x - left) / width, y: (y - top) / height };
    };
  }

  /** The picture in the element, as fractions of the element's sides. */
  get box(): Box {
    const { element, asked } = this.#shown;
    if (element === NOTHING) return WHOLE;
    const { left, top, width, height } = fittedBox({ ...WHOLE, ...asked }, this.#picture(), this.#fit, this.#alignment);
    return {
      left: left / element.width,
      top: top / element.height,
      width: width / element.width,
      height: height / element.height,
    };
  }

  /** Tells the style sheets; to be called when the picture has another size. */
  lay(): void {
    this.#read();
    const { element, asked, density } = this.#shown;
    const { left, top, width, height } = this.box;
    const percent = (fraction: number): string => `${fraction * 100}%`;
    const properties = {
      // Without it a natural size counts in CSS pixels.
      '--_zoom': this.#fit === 'none' || this.#fit === 'scale-down' ? String(1 / density) : '1',
      '--_asked-width': percent(asked.width / element.width || 1),
      '--_asked-height': percent(asked.height / element.height || 1),
      '--_left': percent(left),
      '--_top': percent(top),
      '--_width': percent(width),
      '--_height': percent(height),
    };
    for (const layer of [this.#stage, this.#stage.parentNode?.querySelector<HTMLElement>('.picture')]) {
      for (const [name, value] of Object.entries(properties)) layer?.style.setProperty(name, value);
    }
  }

  #read(): void {
    const { objectFit, objectPosition } = getComputedStyle(this.#stage);
    // Out of the document there are no styles; it is laid out again when it is back.
    if (objectFit === '') return;
    const percentages = /^(\S+)% (\S+)%$/u.exec(objectPosition);
    if (percentages === null) this.#stage.style.objectPosition = '';
    this.#fit = objectFit as Fit;
    this.#alignment = percentages === null ? CENTRED : [Number(percentages[1]) / 100, Number(percentages[2]) / 100];
  }
}
