/**
 * Text for scenes, without a font or a DOM: letters of 5 x 7 dots, drawn as one small mesh a text.
 *
 * Dots that touch sideways become one rectangle, so a line of text is some hundred triangles.
 */
import { BufferAttribute, BufferGeometry, DynamicDrawUsage, Mesh, MeshBasicNodeMaterial } from 'three/webgpu';
import type { ColorRepresentation } from 'three/webgpu';

/** Each letter is seven rows from the top, a row being one digit of base 32, the highest bit at the left. */
const GLYPHS: Readonly<Record<string, string>> = {
  A: 'ehhvhhh',
  B: 'uhhuhhu',
  C: 'ehggghe',
  D: 'uhhhhhu',
  E: 'vgguggv',
  F: 'vgguggg',
  G: 'ehgnhhf',
  H: 'hhhvhhh',
  I: 'e44444e',
  J: '72222ic',
  K: 'hikokih',
  L: 'ggggggv',
  M: 'hrllhhh',
  N: 'hhpljhh',
  O: 'ehhhhhe',
  P: 'uhhuggg',
  Q: 'ehhhlid',
  R: 'uhhukih',
  S: 'fgge11u',
  T: 'v444444',
  U: 'hhhhhhe',
  V: 'hhhhha4',
  W: 'hhhllla',
  X: 'hha4ahh',
  Y: 'hhha444',
  Z: 'v1248gv',
  0: 'ehjlphe',
  1: '4c4444e',
  2: 'eh1248v',
  3: 'v2421he',
  4: '26aiv22',
  5: 'vgu11he',
  6: '68guhhe',
  7: 'v124888',
  8: 'ehhehhe',
  9: 'ehhf12c',
  '-': '000v000',
  '+': '044v440',
  '.': '00000cc',
  ':': '0cc0cc0',
};

const ADVANCE = 6;
const HEIGHT = 7;

/** A rectangle of dots: column and row of its left top, columns. */
type Run = readonly [x: number, y: number, width: number];

/** Width in dots. Unknown characters are blank. */
export function textWidth(text: string): number {
  return Math.max(0, text.length * ADVANCE - 1);
}

export function textRuns(text: string): Run[] {
  const runs: Run[] = [];
  for (const [index, character] of [...text.toUpperCase()].entries()) {
    const glyph = GLYPHS[character];
    if (glyph === undefined) continue;
    for (const [y, digit] of [...glyph].entries()) {
      const bits = Number.parseInt(digit, 32);
      for (let x = 0; x < 5; x++) {
        if (!lit(bits, x)) continue;
        const start = x;
        while (lit(bits, x + 1)) x++;
        runs.push([index * ADVANCE + start, y, x - start + 1]);
      }
    }
  }
  return runs;
}

function lit(bits: number, x: number): boolean {
  return x < 5 && (bits & (16 >> x)) !== 0;
}

/** How dark the shadow below the letters is, as a share of their colour, and where it lies, in dots. */
const SHADOW = { share: 0.06, right: 0.7, down: 0.7 };

/** One line of text in its own plane; its height is 1 unit. Longer text than it was made for is cut. */
export class PixelText extends Mesh<BufferGeometry, MeshBasicNodeMaterial> {
  readonly #maxRuns: number;
  readonly #align: number;
  readonly #shadow: boolean;
  readonly #positions: BufferAttribute;
  readonly #shades: BufferAttribute;
  #text = '';

  /**
   * @param maxLength characters
   * @param align which point of the text is the origin: 0 its left end, 0.5 its middle, 1 its right end
   * @param shadow for text in front of a bright picture
   */
  constructor(maxLength: number, color: ColorRepresentation, align = 0, shadow = true) {
    const maxRuns = maxLength * 14;
    const geometry = new BufferGeometry();
    const positions = new BufferAttribute(new Float32Array(maxRuns * 24), 3).setUsage(DynamicDrawUsage);
    const shades = new BufferAttribute(new Float32Array(maxRuns * 24), 3).setUsage(DynamicDrawUsage);
    geometry.setAttribute('position', positions);
    geometry.setAttribute('color', shades);
    const corners = Array.from({ length: maxRuns * 2 }, (_, i) => [0, 1, 2, 2, 1, 3].map((corner) => i * 4 + corner));
    geometry.setIndex(corners.flat());
    const material = new MeshBasicNodeMaterial({ color, vertexColors: true, depthTest: false, depthWrite: false });
    // Drawn with the transparent things, that is after the picture.
    material.transparent = true;
    super(geometry, material);
    this.#maxRuns = maxRuns;
    this.#align = align;
    this.#shadow = shadow;
    this.#positions = positions;
    this.#shades = shades;
    this.frustumCulled = false;
    this.renderOrder = 10;
    this.visible = false;
  }

  get text(): string {
    return this.#text;
  }

  set text(value: string) {
    if (value === this.#text) return;
    this.#text = value;
    const runs = textRuns(value).slice(0, this.#maxRuns);
    const left = -textWidth(value) * this.#align;
    let quads = 0;
    if (this.#shadow) {
      for (const run of runs) this.#quad(quads++, run, left + SHADOW.right, SHADOW.down, SHADOW.share);
    }
    for (const run of runs) this.#quad(quads++, run, left, 0, 1);
    this.#positions.needsUpdate = true;
    this.#shades.needsUpdate = true;
    this.geometry.setDrawRange(0, quads * 6);
    this.visible = quads > 0;
  }

  override dispose(): void {
    super.dispose();
    this.geometry.dispose();
    this.material.dispose();
  }

  #quad(index: number, [x, y, width]: Run, offsetX: number, offsetY: number, shade: number): void {
    const left = (x + offsetX) / HEIGHT;
    const right = left + width / HEIGHT;
    const top = 0.5 - (y + offsetY) / HEIGHT;
    const bottom = top - 1 / HEIGHT;
    this.#positions.array.set([left, bottom, 0, right, bottom, 0, left, top, 0, right, top, 0], index * 12);
    this.#shades.array.fill(shade, index * 12, index * 12 + 12);
  }
}
