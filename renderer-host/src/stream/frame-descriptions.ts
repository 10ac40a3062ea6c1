/**
 * Says on a viewer's `frames` channel what each frame is, when its last packet has left: which of the viewer's inputs it
 * shows, and how long each stage took.
 *
 * One queue, of frames whose packets have not all left: bounded, and the oldest goes, whose description nobody misses.
 */
import { encodeFrameMetadata, type Millis } from '@remote-view/protocol';
import type { StreamFrame } from './stream-frame.ts';

/** Those that a joining viewer gets at once, and a few; the scene is held up long before. */
const MAX_LEAVING = 64;

export class FrameDescriptions {
  /** The viewer's number. */
  readonly #viewer: number;
  readonly #send: (bytes: Uint8Array) => void;
  readonly #leaving: StreamFrame[] = [];
  #newestInput = 0;

  constructor(viewer: number, send: (bytes: Uint8Array) => void) {
    this.#viewer = viewer;
    this.#send = send;
  }

  /** The frame's first packets leave. */
  leaving(frame: StreamFrame): void {
    this.#leaving.push(frame);
    if (this.#leaving.length > MAX_LEAVING) this.#leaving.shift();
  }

  /** The last packet of the frame of this number has left; frames leave in order. */
  left(number: number, sentAt: Millis): void {
    const index = this.#leaving.findIndex((frame) => frame.number === number);
    const [frame] = this.#leaving.splice(0, index + 1).slice(-1);
    if (frame !== undefined) this.#describe(frame, sentAt);
  }

  #describe(frame: StreamFrame, sentAt: Millis): void {
    const input = frame.inputs.get(this.#viewer);
    const isNew = input !== undefined && input.seq !== this.#newestInput;
    if (input !== undefined) this.#newestInput = input.seq;
    const wait = isNew ? Math.max(0, frame.startedAt - input.receivedAt) : 0;
    const stages = [wait, ...frame.stages, Math.max(0, sentAt - frame.receivedAt)];
    this.#send(
      encodeFrameMetadata({
        rtpTimestamp: frame.rtpTimestamp,
        frame: frame.number,
        inputSeq: this.#newestInput,
        keyFrame: frame.keyFrame,
        bytes: frame.bytes,
        stages: stages.map((ms) => Math.round(ms * 1_000)),
      }),
    );
  }
}
