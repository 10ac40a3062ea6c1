/**
 * What is heard for a lost packet of a voice: the one before it once more, fading out, then silence; what comes after a
 * gap fades in. A step in the signal would be heard as a click.
 *
 * FFmpeg's decoder does not give access to what Opus itself makes up, nor to the low-rate copy (in-band FEC) in the packet
 * that follows.
 */

/** 2.5 ms at 48 kHz. */
const FADE_SAMPLES = 120;

export class Concealment {
  #previous: Float32Array<ArrayBuffer> | undefined;

  /**
   * @param lost packets before this one
   * @returns pieces in order; the last is `pcm`
   */
  apply(
    pcm: Float32Array<ArrayBuffer>,
    lost: number,
  ): { readonly pcm: Float32Array<ArrayBuffer>; readonly behind: number }[] {
    const previous = this.#previous;
    this.#previous = pcm;
    if (lost === 0) return [{ pcm, behind: 0 }];
    const fadeIn = pcm.map((sample, at) => sample * Math.min(1, at / FADE_SAMPLES));
    if (previous === undefined) return [{ pcm: fadeIn, behind: 0 }];
    const fadeOut = previous.map((sample, at) => sample * (1 - at / previous.length));
    return [
      { pcm: fadeOut, behind: lost * pcm.length },
      { pcm: fadeIn, behind: 0 },
    ];
  }
}
