/**
 * Turns what pointers, wheel and keys did into protocol messages, and decides when and on which channel they go.
 *
 * - The first move goes at once, then one every {@link MOTION_INTERVAL}, pointers in turn; what comes between is carried
 *   along as coalesced positions, so nothing of a stroke is lost and the network sees at most 250 messages a second.
 * - Buttons are found by comparing `buttons` with what was last known. Pressing a second button is only a `pointermove`
 *   for the browser (Pointer Events, "chorded buttons"), and an event that was missed heals with the next one.
 * - A move that precedes a button goes before it on the ordered channel; it would be overtaken on the other one.
 * - What is held is remembered, whether it could be sent or not: {@link InputEncoder.state} lets the host make up for it.
 *
 * Bounds: {@link MAX_POINTERS} pointers (more are ignored), {@link MAX_COALESCED} positions a message (older ones go).
 */
import {
  bitOfButton,
  buttonsIn,
  HeldInput,
  MAX_COALESCED,
  MOVEMENT_SCALE,
  type Input,
  type InputState,
  type Millis,
  type PlainValue,
} from '@remote-view/protocol';
import type {
  Contact,
  DeviceMotion,
  Key,
  Orientation,
  PageClipboard,
  PointerButton,
  PointerMove,
  PointerPresence,
  PointerType,
  SemanticAct,
  TextEdit,
  Wheel,
} from '@remote-view/protocol';
import { ClickCounter } from './click-counter.ts';
import type { GamepadSample } from './gamepad-watch.ts';

export const MOTION_INTERVAL: Millis = 4;
const MAX_POINTERS = 32;
/** Moves so soon behind a button go on the ordered channel: on the other one they would overtake it. */
const ORDERED_FOR: Millis = 100;
/** What is held is told for so long after the last input: two states, of which one may be lost. */
const STATE_FOR: Millis = 1_200;

/** One pointer event, positions already as fractions of the picture. */
export interface PointerSample {
  readonly pointerId: number;
  readonly pointerType: PointerType;
  readonly x: number;
  readonly y: number;
  readonly buttons: number;
  readonly modifiers: number;
  /** 0..65535. */
  readonly pressure: number;
  /** CSS pixels. */
  readonly movementX: number;
  readonly movementY: number;
  /** Positions passed on the way, x and y in turn, without the final one. */
  readonly coalesced: readonly number[];
  /** Of a pen or a finger. */
  readonly contact?: Contact;
}

export type WheelSample = Omit<Wheel, 'type' | 'seq'>;
export type KeySample = Omit<Key, 'type' | 'seq'>;
export type TextSample = Omit<TextEdit, 'type' | 'seq'>;
export type ClipboardSample = Omit<PageClipboard, 'type' | 'seq'>;
export type SensorReading = Omit<Orientation, 'seq'> | Omit<DeviceMotion, 'seq'>;

export interface Outgoing {
  readonly channel: 'motion' | 'events';
  readonly data: Input | InputState;
  /** When the oldest input in it happened: the start of its latency. */
  readonly time: Millis;
}

interface Pending {
  readonly sample: PointerSample;
  readonly coalesced: readonly number[];
  readonly time: Millis;
}

interface Pointer {
  buttons: number;
  pressure: number;
  sentAt: Millis;
  /** When one of its buttons was pressed or let go last. */
  changedAt: Millis;
  pending: Pending | null;
  readonly clicks: ClickCounter;
}

export class InputEncoder {
  #seq = 0;
  #totalX = 0;
  #totalY = 0;
  readonly #pointers = new Map<number, Pointer>();
  readonly #held = new HeldInput();
  #toldAt: Millis = -Infinity;

  /** Between two moves of one pointer: fingers share the rate. */
  get #interval(): Millis {
    return MOTION_INTERVAL * Math.max(1, this.#pointers.size);
  }

  /** When a held-back move is due, or null where there is none. */
  get dueAt(): Millis | null {
    let due: Millis | null = null;
    for (const { pending, sentAt } of this.#pointers.values()) {
      if (pending !== null) due = Math.min(due ?? Infinity, sentAt + this.#interval);
    }
    return due;
  }

  /** A pointer moved, or one of its buttons changed. */
  pointer(sample: PointerSample, now: Millis): Outgoing[] {
    const pointer = this.#pointer(sample.pointerId);
    if (pointer === undefined) return [];
    this.#totalX += sample.movementX;
    this.#totalY += sample.movementY;
    pointer.pending = merge(pointer.pending, sample, now);
    if (pointer.buttons !== sample.buttons) return this.#told(this.#buttons(pointer, sample, now), now);
    if (now - pointer.sentAt < this.#interval) return [];
    return this.#told([this.#send(pointer, pointer.pending, moveChannel(pointer, now), now)], now);
  }

  /** The browser took the pointer away (a scroll, a palm, a gesture): nothing it held was released on purpose. */
  cancel(sample: PointerSample, now: Millis): Outgoing[] {
    const pointer = this.#pointers.get(sample.pointerId);
    if (pointer === undefined) return [];
    this.#pointers.delete(sample.pointerId);
    const cancelled = buttonsIn(pointer.buttons).map((button): Outgoing => {
      const fields = { ...this.#fields({ ...sample, buttons: 0 }), pressure: 0, detail: 0 };
      return { channel: 'events', time: now, data: { type: 'button', ...fields, action: 'cancel', button } };
    });
    return this.#told(cancelled, now);
  }

  /** A pointer came over the picture or left it. */
  presence(action: PointerPresence['action'], sample: PointerSample, now: Millis): Outgoing[] {
    const pointer = this.#pointers.get(sample.pointerId);
    const moved = pointer?.pending ? [this.#send(pointer, pointer.pending, 'events', now)] : [];
    // Fingers get a new id with every touch; a list of all that ever were would grow for ever.
    if (action === 'leave') this.#pointers.delete(sample.pointerId);
    const data: Input = { type: 'presence', ...this.#fields(sample), action };
    return this.#told([...moved, { channel: 'events', time: now, data }], now);
  }

  wheel(sample: WheelSample, now: Millis): Outgoing[] {
    return [
      ...this.#settle(now),
      { channel: 'events', time: now, data: { type: 'wheel', seq: this.#next(), ...sample } },
    ];
  }

  key(sample: KeySample, now: Millis): Outgoing[] {
    const moved = this.#settle(now);
    const data: Input = { type: 'key', seq: this.#next(), ...sample };
    return this.#told([...moved, { channel: 'events', time: now, data }], now);
  }

  gamepad(sample: GamepadSample, now: Millis): Outgoing[] {
    return this.#told([{ channel: 'events', time: now, data: { type: 'gamepad', seq: this.#next(), ...sample } }], now);
  }

  /** How the device is held or moved: a newer reading takes the place of a lost one. */
  sensor(reading: SensorReading, now: Millis): Outgoing[] {
    return [{ channel: 'motion', time: now, data: { ...reading, seq: this.#next() } }];
  }

  text(edit: TextSample, now: Millis): Outgoing[] {
    return [...this.#settle(now), { channel: 'events', time: now, data: { type: 'text', seq: this.#next(), ...edit } }];
  }

  clipboard(piece: ClipboardSample, now: Millis): Outgoing[] {
    return [{ channel: 'events', time: now, data: { type: 'clipboard', seq: this.#next(), ...piece } }];
  }

  act(act: Omit<SemanticAct, 'type' | 'seq'>, now: Millis): Outgoing[] {
    return [...this.#settle(now), { channel: 'events', time: now, data: { type: 'act', seq: this.#next(), ...act } }];
  }

  /** @param refused why the browser would not, or an empty text */
  lock(locked: boolean, refused: string, now: Millis): Outgoing[] {
    const moved = this.#settle(now);
    const totals = { totalX: toTotal(this.#totalX), totalY: toTotal(this.#totalY) };
    const data: Input = { type: 'lock', seq: this.#next(), locked, refused, ...totals };
    return this.#told([...moved, { channel: 'events', time: now, data }], now);
  }

  /** On loss the host releases everything held, so nothing is held here any more either. */
  focus(focused: boolean, now: Millis): Outgoing[] {
    const moved = this.#settle(now);
    // Whoever does not listen any more may not see either that a finger is lifted: it would be kept for ever.
    if (!focused) this.#pointers.clear();
    const data: Input = { type: 'focus', seq: this.#next(), focused };
    return this.#told([...moved, { channel: 'events', time: now, data }], now);
  }

  message(payload: PlainValue, now: Millis): Outgoing[] {
    return [{ channel: 'events', time: now, data: { type: 'message', seq: this.#next(), payload } }];
  }

  /** Sends the moves whose time has come. */
  flush(now: Millis): Outgoing[] {
    const out: Outgoing[] = [];
    for (const pointer of this.#pointers.values()) {
      if (pointer.pending !== null && now - pointer.sentAt >= this.#interval) {
        out.push(this.#send(pointer, pointer.pending, moveChannel(pointer, now), now));
      }
    }
    return this.#told(out, now);
  }

  /** All that is held, for as long as something is and shortly after; to be asked for about twice a second. */
  state(now: Millis): Outgoing[] {
    if (!this.#held.isHolding && now - this.#toldAt > STATE_FOR) return [];
    const moved = this.#settle(now);
    return [...moved, { channel: 'events', time: now, data: this.#held.state(this.#next()) }];
  }

  #told(out: Outgoing[], now: Millis): Outgoing[] {
    for (const { data } of out) if (data.type !== 'inputState') this.#held.take(data);
    if (out.length > 0) this.#toldAt = now;
    return out;
  }

  /** What must be known before the next ordered message: the newest position of every pointer. */
  #settle(now: Millis): Outgoing[] {
    const out: Outgoing[] = [];
    for (const pointer of this.#pointers.values()) {
      if (pointer.pending !== null) out.push(this.#send(pointer, pointer.pending, 'events', now));
    }
    return this.#told(out, now);
  }

  #buttons(pointer: Pointer, sample: PointerSample, now: Millis): Outgoing[] {
    const out: Outgoing[] = [];
    // As it was: the pressure belongs to the press or the release that follows.
    const before = { ...sample, buttons: pointer.buttons, pressure: pointer.pressure };
    const time = pointer.pending?.time ?? now;
    const coalesced = pointer.pending?.coalesced ?? [];
    out.push(this.#send(pointer, { sample: before, coalesced, time }, 'events', now));
    // Releases first: a pen that changes from tip to eraser lets go of one before it presses the other.
    const released = buttonsIn(pointer.buttons & ~sample.buttons);
    const pressed = buttonsIn(sample.buttons & ~pointer.buttons);
    for (const button of released) out.push(this.#button(pointer, sample, 'up', button, now));
    for (const button of pressed) out.push(this.#button(pointer, sample, 'down', button, now));
    return out;
  }

  #button(
    pointer: Pointer,
    sample: PointerSample,
    action: PointerButton['action'],
    button: number,
    now: Millis,
  ): Outgoing {
    const bit = bitOfButton(button);
    pointer.buttons = action === 'down' ? pointer.buttons | bit : pointer.buttons & ~bit;
    pointer.pressure = sample.pressure;
    pointer.changedAt = now;
    const { clicks } = pointer;
    const { x, y } = sample;
    const detail = action === 'down' ? clicks.down(button, x, y, now) : clicks.up(button, x, y);
    const fields = this.#fields({ ...sample, buttons: pointer.buttons });
    const rest = { action, button, pressure: sample.pressure, detail, ...contactOf(sample) };
    const data: PointerButton = { type: 'button', ...fields, ...rest };
    return { channel: 'events', time: now, data };
  }

  #send(pointer: Pointer, pending: Pending, channel: Outgoing['channel'], now: Millis): Outgoing {
    const { sample, coalesced, time } = pending;
    pointer.pending = null;
    pointer.sentAt = now;
    pointer.pressure = sample.pressure;
    const data: PointerMove = {
      type: 'move',
      ...this.#fields(sample),
      pressure: sample.pressure,
      totalX: toTotal(this.#totalX),
      totalY: toTotal(this.#totalY),
      coalesced,
      ...contactOf(sample),
    };
    return { channel, data, time };
  }

  #fields(sample: PointerSample): Omit<PointerPresence, 'type' | 'action'> {
    const { pointerId, pointerType, x, y, buttons, modifiers } = sample;
    return { seq: this.#next(), pointerId, pointerType, x, y, buttons, modifiers };
  }

  #pointer(id: number): Pointer | undefined {
    let pointer = this.#pointers.get(id);
    if (pointer === undefined && this.#pointers.size < MAX_POINTERS) {
      pointer = {
        buttons: 0,
        pressure: 0,
        sentAt: -Infinity,
        changedAt: -Infinity,
        pending: null,
        clicks: new ClickCounter(),
      };
      this.#pointers.set(id, pointer);
    }
    return pointer;
  }

  #next(): number {
    return ++this.#seq;
  }
}

function merge(pending: Pending | null, sample: PointerSample, now: Millis): Pending {
  const passed = pending === null ? [] : [...pending.coalesced, pending.sample.x, pending.sample.y];
  const coalesced = [...passed, ...sample.coalesced].slice(-2 * MAX_COALESCED);
  return { sample, coalesced, time: pending?.time ?? now };
}

function moveChannel({ changedAt }: Pointer, now: Millis): Outgoing['channel'] {
  return now - changedAt < ORDERED_FOR ? 'events' : 'motion';
}

function contactOf({ contact }: PointerSample): Pick<PointerMove, 'contact'> {
  return contact === undefined ? {} : { contact };
}

/** CSS pixels as 1/64 pixels modulo 2^32. */
function toTotal(pixels: number): number {
  return Math.round(pixels * MOVEMENT_SCALE) >>> 0;
}
