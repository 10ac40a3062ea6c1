/**
 * Whether a viewer shows the newest frame that it was sent, by its own word. Pure.
 *
 * One that does needs no key frame, whatever its browser asks for: Chromium takes a picture that stands still for one that
 * is missing, and sends a PLI when no frame came for three seconds. A key frame then would be a soft picture in place of a
 * sharp one, and the frames that sharpen it again would begin the three seconds anew, for as long as nothing moves.
 *
 * Nothing is lost by it: a decoder that is in trouble after all fails at the next frame, which is not shown then.
 */
export class NewestFrame {
  #rtpTimestamp: number | undefined;
  #shown = false;

  get shown(): boolean {
    return this.#shown;
  }

  sent(rtpTimestamp: number): void {
    this.#rtpTimestamp = rtpTimestamp;
    this.#shown = false;
  }

  acked(rtpTimestamp: number): void {
    if (rtpTimestamp === this.#rtpTimestamp) this.#shown = true;
  }
}
