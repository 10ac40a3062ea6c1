/**
 * Puts a microphone's packets into the order of their RTP numbers, and says which are lost.
 *
 * Nothing is held back that is in order: when it is played is decided where it is played (`scene/audio/playout.ts`). Behind a gap
 * packets wait for {@link PATIENCE}, then what is missing is lost. At most {@link MAX_WAITING} wait, the oldest gap is given
 * up beyond it. A number far from the newest is another stream: a viewer's microphone that was stopped and started.
 */
import type { Millis } from '@remote-view/protocol';
import type { SpokenPacket } from './microphone-gate.ts';

export interface InOrder extends SpokenPacket {
  /** Packets right before it that are lost; 0 where it begins a stream. */
  readonly lost: number;
}

/** For a packet that was overtaken; a repeated one would come later than it is of use. */
const PATIENCE: Millis = 30;
const MAX_WAITING = 32;
/** Packets: a second and a half. */
const FAR = 75;

export class JitterBuffer {
  readonly #waiting = new Map<number, SpokenPacket>();
  #next: number | undefined;
  #gapSince: Millis | undefined;
  #late = 0;
  #lost = 0;

  /** Packets that came after they were given up, or twice. */
  get late(): number {
    return this.#late;
  }

  get lost(): number {
    return this.#lost;
  }

  /** When {@link take} has to be called again, although nothing came; undefined where nothing waits. */
  get dueAt(): Millis | undefined {
    return this.#gapSince === undefined ? undefined : this.#gapSince + PATIENCE;
  }

  push(packet: SpokenPacket, now: Millis): InOrder[] {
    const ahead = this.#next === undefined ? 0 : signed(packet.sequenceNumber - this.#next);
    if (this.#next === undefined || Math.abs(ahead) > FAR) {
      this.#waiting.clear();
      this.#gapSince = undefined;
      this.#next = packet.sequenceNumber;
    } else if (ahead < 0 || this.#waiting.has(packet.sequenceNumber)) {
      this.#late += 1;
      return [];
    }
    this.#waiting.set(packet.sequenceNumber, packet);
    return this.take(now);
  }

  /** What is in order, and behind gaps that were given up. */
  take(now: Millis): InOrder[] {
    const taken: InOrder[] = [];
    let lost = 0;
    while (this.#waiting.size > 0 && this.#next !== undefined) {
      const packet = this.#waiting.get(this.#next);
      if (packet === undefined) {
        this.#gapSince ??= now;
        const givenUp = now - this.#gapSince >= PATIENCE || this.#waiting.size > MAX_WAITING;
        if (lost === 0 && !givenUp) return taken;
        lost += 1;
      } else {
        this.#waiting.delete(this.#next);
        this.#gapSince = undefined;
        this.#lost += lost;
        taken.push({ ...packet, lost });
        lost = 0;
      }
      this.#next = (this.#next + 1) & 0xffff;
    }
    return taken;
  }
}

function signed(difference: number): number {
  return ((difference & 0xffff) ^ 0x8000) - 0x8000;
}
