/** The slope of the line through points by least squares, of which only sums are kept. */
export class Slope {
  #count = 0;
  #meanX = 0;
  #meanY = 0;
  #xx = 0;
  #xy = 0;

  /** 0 for fewer than two points, or all at one x. */
  get value(): number {
    return this.#xx === 0 ? 0 : this.#xy / this.#xx;
  }

  /** Welford's way: sums of squares of large clock times would lose what matters. */
  add(x: number, y: number): void {
    this.#count += 1;
    const dx = x - this.#meanX;
    this.#meanX += dx / this.#count;
    this.#meanY += (y - this.#meanY) / this.#count;
    this.#xx += dx * (x - this.#meanX);
    this.#xy += dx * (y - this.#meanY);
  }
}
