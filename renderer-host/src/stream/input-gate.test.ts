import {
  encodeFrameAck,
  encodeViewerData,
  HeldInput,
  NO_WISHES,
  RIGHTS,
  type InputState,
  type Quality,
  type ViewerData,
} from '@remote-view/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVERY_MESSAGE, FULL_HANDS } from '../access/testing/every-message.ts';
import { InputHealing } from '../scene/input-healing.ts';
import { InputGate } from './input-gate.ts';

const POINTER = { pointerId: 1, pointerType: 'mouse', x: 0, y: 0, buttons: 0, modifiers: 0, pressure: 0 } as const;

function move(seq: number): ViewerData {
  return { type: 'move', seq, ...POINTER, totalX: 0, totalY: 0, coalesced: [] };
}

function button(seq: number): ViewerData {
  return { type: 'button', seq, ...POINTER, action: 'up', button: 0, detail: 0 };
}

/** More than any hand holds, and the same of other keys and pointers. */
const hands = (first: number): InputState => ({
  ...new HeldInput().state(1),
  focused: true,
  keys: Array.from({ length: 16 }, (_, index) => ({ code: `K${first + index}`, key: 'k', location: 0 })),
  pointers: Array.from({ length: 16 }, (_, index) => ({
    ...{ pointerId: first + index, pointerType: 'mouse', x: 1, y: 1, buttons: 255, pressure: 0 },
  })),
});
const ALL_FINGERS = hands(0);
const OTHER_FINGERS = hands(100);

const ping = encodeViewerData({ type: 'ping', token: 1 });
const nonsense = Uint8Array.of(0xc1);

function results(gate: InputGate, bytes: Uint8Array, count: number, now: number): string[] {
  return Array.from({ length: count }, () => gate.take(bytes, 'events', now).type);
}

describe('InputGate', () => {
  it('decodes what it lets through', () => {
    const data: ViewerData = { type: 'message', seq: 5, payload: { colour: 'red' } };
    const gate = new InputGate(RIGHTS);
    const bytes = encodeViewerData(data);
    expect(gate.take(bytes, 'events', 0)).toEqual({ type: 'accept', data, bytes });
    expect(gate.counts).toEqual({ accepted: 1, malformed: 0, stale: 0, overBudget: 0, forbidden: 0 });
  });

  it('lets through, counts or closes for whatever comes in whatever order, and at whatever time', () => {
    const valid = fc.constantFrom(ping, nonsense, encodeViewerData(move(3)), encodeViewerData(button(2)));
    const message = fc.record({
      bytes: fc.oneof(valid, fc.uint8Array({ maxLength: 60 })),
      channel: fc.constantFrom('motion', 'events', 'frames'),
      now: fc.oneof(fc.nat(5_000), fc.integer({ min: -(2 ** 40), max: 2 ** 40 })),
    });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 40 }), (messages) => {
        const gate = new InputGate(RIGHTS);
        const kinds = messages.map(({ bytes, channel, now }) =>
          channel === 'frames' ? gate.takeAck(bytes, now) : gate.take(bytes, channel, now),
        );
        const { accepted, malformed, stale, overBudget } = gate.counts;
        expect(accepted + malformed + stale + overBudget).toBe(messages.length);
        const letThrough = kinds.filter(({ type }) => type === 'accept').length;
        expect(letThrough).toBeLessThanOrEqual(accepted);
      }),
    );
  });

  it('lets states through that make up fewer inputs than a viewer may send, whatever they say', () => {
    const gate = new InputGate(RIGHTS);
    const healing = new InputHealing();
    const seconds = 10;
    let madeUp = 0;
    for (let count = 0; count < seconds * 1_900; count++) {
      const full = count % 2 === 0 ? ALL_FINGERS : OTHER_FINGERS;
      const result = gate.take(encodeViewerData({ ...full, seq: count + 1 }), 'events', count / 1.9);
      if (result.type === 'accept') madeUp += healing.take(1, result.data as InputState).length;
    }
    expect(madeUp / seconds).toBeLessThan(2_000);
    expect(gate.counts.overBudget).toBeGreaterThan(seconds * 1_800);
  });

  it('lets a state through every half second, and a few more', () => {
    const gate = new InputGate(RIGHTS);
    const bytes = encodeViewerData(new HeldInput().state(1));
    const states = Array.from(
      { length: 100 },
      (_, index) => gate.take(bytes, 'events', Math.floor(index / 2) * 500).type,
    );
    expect(new Set(states)).toEqual(new Set(['accept']));
  });

  it('closes a viewer whose messages are too long, on channels that may lose them too', () => {
    const gate = new InputGate(RIGHTS);
    for (let count = 0; count < 1_001; count++) gate.take(encodeViewerData(move(count + 1)), 'motion', 0);
    const long = new Uint8Array(60_000);
    const outcome = Array.from({ length: 21 }, () => gate.take(long, 'motion', 0).type);
    expect(outcome).toEqual([...Array.from({ length: 20 }, () => 'drop'), 'close']);
  });

  it('keeps the order of a pointer behind any number of touches, each with its own id', () => {
    const gate = new InputGate(RIGHTS);
    let seq = 0;
    for (let pointerId = 10; pointerId < 210; pointerId++) {
      const touch = { ...POINTER, pointerId, pointerType: 'touch' } as const;
      gate.take(encodeViewerData({ type: 'presence', seq: ++seq, ...touch, action: 'enter' }), 'events', 0);
      const at = seq + 2;
      const drag = (of: number) =>
        gate.take(encodeViewerData({ ...move(of), pointerId } as ViewerData), 'motion', 0).type;
      expect([drag(at), drag(at - 1)], `touch ${pointerId}`).toEqual(['accept', 'drop']);
      gate.take(encodeViewerData({ type: 'presence', seq: (seq += 3), ...touch, action: 'leave' }), 'events', 0);
      expect(drag(seq - 1), 'behind its leave').toBe('drop');
    }
  });

  it('drops and counts what nobody understands', () => {
    const gate = new InputGate(RIGHTS);
    expect(gate.take(nonsense, 'events', 0)).toEqual({ type: 'drop', reason: 'malformed' });
    expect(gate.take(encodeViewerData({ type: 'ping', token: 1 }), 'motion', 0)).toMatchObject({ type: 'drop' });
    expect(gate.take(new Uint8Array(20_000), 'events', 0)).toMatchObject({ type: 'drop' });
    expect(gate.counts).toEqual({ accepted: 0, malformed: 3, stale: 0, overBudget: 0, forbidden: 0 });
  });

  it('closes a viewer who keeps sending what nobody understands', () => {
    const gate = new InputGate(RIGHTS);
    expect(results(gate, nonsense, 21, 0)).toEqual([...Array.from({ length: 20 }, () => 'drop'), 'close']);
  });

  it('names the reason of a close', () => {
    const gate = new InputGate(RIGHTS);
    results(gate, nonsense, 20, 0);
    expect(gate.take(nonsense, 'events', 0)).toMatchObject({ type: 'close', error: { code: 'malformed-message' } });
  });

  it('forgives bad messages that come now and then', () => {
    const gate = new InputGate(RIGHTS);
    for (let second = 0; second < 60; second++) {
      expect(results(gate, nonsense, 10, second * 1_000)).not.toContain('close');
    }
  });

  it('closes a viewer who sends more than its budget', () => {
    const gate = new InputGate(RIGHTS);
    expect(results(gate, ping, 2_000, 10)).not.toContain('close');
    expect(gate.take(ping, 'events', 900)).toMatchObject({ type: 'close', error: { code: 'rate-limited' } });
  });

  it('lets a fast mouse of 500 messages a second through for as long as it likes', () => {
    const gate = new InputGate(RIGHTS);
    for (let second = 0; second < 10; second++) {
      expect(results(gate, ping, 500, second * 1_000)).not.toContain('close');
    }
  });

  it('drops motion beyond its budget, and closes nobody for it', () => {
    const gate = new InputGate(RIGHTS);
    const outcome = Array.from({ length: 1_500 }, (_, index) =>
      gate.take(encodeViewerData(move(index + 1)), 'motion', 10),
    );
    expect(outcome.filter(({ type }) => type === 'accept')).toHaveLength(1_000);
    expect(outcome.map(({ type }) => type)).not.toContain('close');
    expect(gate.counts.overBudget).toBe(500);
  });

  it('keeps the order of each pointer by itself', () => {
    const gate = new InputGate(RIGHTS);
    const take = (pointerId: number, seq: number) =>
      gate.take(encodeViewerData({ ...move(seq), pointerId } as ViewerData), 'motion', 0).type;
    expect([take(1, 2), take(2, 1), take(1, 1)]).toEqual(['accept', 'accept', 'drop']);
  });

  it('drops a position that is older than one that was applied', () => {
    const gate = new InputGate(RIGHTS);
    expect(gate.take(encodeViewerData(move(7)), 'motion', 0).type).toBe('accept');
    for (const seq of [6, 7]) {
      expect(gate.take(encodeViewerData(move(seq)), 'motion', 0)).toEqual({ type: 'drop', reason: 'stale' });
    }
    expect(gate.take(encodeViewerData(move(8)), 'motion', 0).type).toBe('accept');
    expect(gate.counts).toEqual({ accepted: 2, malformed: 0, stale: 2, overBudget: 0, forbidden: 0 });
  });

  it('drops a position that a button which was sent later has overtaken', () => {
    const gate = new InputGate(RIGHTS);
    expect(gate.take(encodeViewerData(button(9)), 'events', 0).type).toBe('accept');
    expect(gate.take(encodeViewerData(move(8)), 'motion', 0)).toEqual({ type: 'drop', reason: 'stale' });
  });

  it('never drops a button, however late it is', () => {
    const gate = new InputGate(RIGHTS);
    gate.take(encodeViewerData(move(9)), 'motion', 0);
    expect(gate.take(encodeViewerData(button(8)), 'events', 0).type).toBe('accept');
    expect(gate.take(encodeViewerData(move(9)), 'motion', 0).type).toBe('drop');
  });

  it('keeps the newest wishes of a viewer, and gives the scene none of them', () => {
    const gate = new InputGate(RIGHTS);
    expect(gate.wishes).toEqual(NO_WISHES);
    const modest: Quality = { type: 'quality', maxBitrate: 1_500_000, preferred: 'sharp' };
    for (const wishes of [modest, NO_WISHES, modest]) {
      expect(gate.take(encodeViewerData(wishes), 'events', 0)).toEqual({ type: 'drop', reason: 'wish' });
      expect(gate.wishes).toEqual(wishes);
    }
    gate.take(nonsense, 'events', 0);
    expect(gate.wishes).toEqual(modest);
    expect(gate.counts).toEqual({ accepted: 3, malformed: 1, stale: 0, overBudget: 0, forbidden: 0 });
  });

  it('hears of a page that may have missed the newest picture, which is no business of the scene', () => {
    const gate = new InputGate(RIGHTS);
    expect(gate.take(encodeViewerData({ type: 'refresh' }), 'events', 0)).toEqual({ type: 'refresh' });
  });

  it('hears no wishes on the channel that may lose them', () => {
    const gate = new InputGate(RIGHTS);
    const wishes = encodeViewerData({ type: 'quality', maxBitrate: 1_500_000, preferred: 'auto' });
    expect(gate.take(wishes, 'motion', 0)).toEqual({ type: 'drop', reason: 'malformed' });
    expect(gate.wishes).toEqual(NO_WISHES);
  });
});

describe('a viewer that may not do everything', () => {
  it('has dropped and counted what its rights do not cover', () => {
    const gate = new InputGate(['pointer', 'chat']);
    const forbidden = { type: 'drop', reason: 'forbidden' };
    expect(gate.take(encodeViewerData(EVERY_MESSAGE.key), 'events', 0)).toEqual(forbidden);
    expect(gate.take(encodeViewerData(EVERY_MESSAGE.orientation), 'motion', 0)).toEqual(forbidden);
    expect(gate.take(encodeViewerData(button(1)), 'events', 0).type).toBe('accept');
    expect([gate.permits('chat'), gate.permits('microphone')]).toEqual([true, false]);
    expect(gate.counts).toEqual({ accepted: 1, malformed: 0, stale: 0, overBudget: 0, forbidden: 3 });
  });

  it('hands on a state without what they do not cover, as the bytes that the scene gets', () => {
    const gate = new InputGate(['keyboard']);
    const result = gate.take(encodeViewerData(FULL_HANDS), 'events', 0);
    const data = { ...FULL_HANDS, pointers: [], gamepads: [], totalX: 0, totalY: 0 };
    expect(result).toEqual({ type: 'accept', data, bytes: encodeViewerData(data) });
  });

  it('holds nothing that would have to be let go when it falls silent', () => {
    const gate = new InputGate(['keyboard']);
    gate.take(encodeViewerData(EVERY_MESSAGE.button), 'events', 0);
    gate.take(encodeViewerData({ ...FULL_HANDS, keys: [] }), 'events', 0);
    expect(gate.letGo(10_000)).toBeUndefined();
  });

  it('is closed for a flood of them all the same', () => {
    const gate = new InputGate([]);
    expect(results(gate, encodeViewerData(EVERY_MESSAGE.key), 2_001, 0).at(-1)).toBe('close');
  });
});

describe('the acks of a viewer', () => {
  const frames = [{ rtpTimestamp: 90, receivedAt: 10.1, presentedAt: 12.3 }];
  const ack = encodeFrameAck(frames);

  it('are decoded', () => {
    const gate = new InputGate(RIGHTS);
    expect(gate.takeAck(ack, 0)).toEqual({ type: 'accept', data: frames });
    expect(gate.counts.accepted).toBe(1);
  });

  it('are not taken for input, nor is input for acks', () => {
    const gate = new InputGate(RIGHTS);
    expect(gate.takeAck(encodeViewerData(move(1)), 0)).toEqual({ type: 'drop', reason: 'malformed' });
    expect(gate.take(ack, 'motion', 0)).toEqual({ type: 'drop', reason: 'malformed' });
    expect(gate.take(ack, 'events', 0)).toEqual({ type: 'drop', reason: 'malformed' });
  });

  it('have a budget of their own, beyond which they are dropped', () => {
    const gate = new InputGate(RIGHTS);
    const outcome = Array.from({ length: 600 }, () => gate.takeAck(ack, 10).type);
    expect(outcome.indexOf('drop')).toBe(500);
    expect(outcome).not.toContain('close');
    expect(gate.counts.overBudget).toBe(100);
    expect(gate.take(encodeViewerData(move(1)), 'motion', 10).type, 'input is not held up by them').toBe('accept');
    expect(gate.takeAck(ack, 1_010).type).toBe('accept');
  });

  it('close a viewer that keeps sending what is none', () => {
    const gate = new InputGate(RIGHTS);
    const outcome = Array.from({ length: 21 }, () => gate.takeAck(nonsense, 0).type);
    expect(outcome).toEqual([...Array.from({ length: 20 }, () => 'drop'), 'close']);
  });

  it('lets go in the place of a viewer that holds something and falls silent', () => {
    const gate = new InputGate(RIGHTS);
    const press: ViewerData = { type: 'button', seq: 4, ...POINTER, buttons: 1, action: 'down', button: 0, detail: 1 };
    gate.take(encodeViewerData(press), 'events', 0);
    gate.take(ping, 'events', 1_000);
    expect(gate.letGo(2_400)).toBeUndefined();
    expect(gate.letGo(2_500)).toMatchObject({ type: 'inputState', seq: 4, pointers: [{ pointerId: 1, buttons: 0 }] });
    expect(gate.letGo(9_000)).toBeUndefined();
  });

  it('drops readings and moves that are older than what was applied, a state included', () => {
    const gate = new InputGate(RIGHTS);
    const orientation = (seq: number): Uint8Array =>
      encodeViewerData({ type: 'orientation', seq, angles: [0, 0, 0], absolute: false, screen: 0 });
    const motion = (seq: number): Uint8Array => {
      const still = [0, 0, 0] as const;
      return encodeViewerData({
        type: 'deviceMotion',
        seq,
        interval: 16,
        acceleration: still,
        withGravity: still,
        rotation: still,
      });
    };
    const stale = { type: 'drop', reason: 'stale' };
    expect(gate.take(orientation(5), 'motion', 0).type).toBe('accept');
    expect(gate.take(motion(4), 'motion', 0).type).toBe('accept');
    expect(gate.take(orientation(3), 'motion', 0)).toEqual(stale);
    expect(gate.take(motion(4), 'motion', 0)).toEqual(stale);
    const viewer = new HeldInput();
    viewer.take({ type: 'presence', seq: 6, ...POINTER, action: 'enter' });
    gate.take(encodeViewerData(viewer.state(9)), 'events', 0);
    expect(gate.take(encodeViewerData(move(8)), 'motion', 0)).toEqual(stale);
    expect(gate.take(encodeViewerData(move(10)), 'motion', 0).type).toBe('accept');
  });
});
