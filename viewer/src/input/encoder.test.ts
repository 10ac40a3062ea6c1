import { decodeViewerData, encodeViewerData, LIMITS, MAX_COALESCED } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { InputEncoder, MOTION_INTERVAL, type Outgoing, type PointerSample } from './encoder.ts';

function at(x: number, overrides: Partial<PointerSample> = {}): PointerSample {
  return {
    pointerId: 1,
    pointerType: 'mouse',
    x,
    y: 0,
    buttons: 0,
    modifiers: 0,
    pressure: 0,
    movementX: 1,
    movementY: -1,
    coalesced: [],
    ...overrides,
  };
}

/** Messages in short: channel, type, and what tells them apart. */
function brief(outgoing: readonly Outgoing[]): string[] {
  return outgoing.map(({ channel, data }) => {
    if (data.type === 'button') return `${channel} ${data.action} ${data.button} buttons=${data.buttons}`;
    if (data.type === 'move') return `${channel} move ${data.x} buttons=${data.buttons}`;
    return `${channel} ${data.type}`;
  });
}

describe('an act on a thing in the picture', () => {
  it('is counted with the other inputs, and follows the move that was held back before it', () => {
    const encoder = new InputEncoder();
    encoder.pointer(at(1), 0);
    encoder.pointer(at(2), 1);
    const sent = encoder.act({ ref: 7, action: 'activate', steps: 0 }, 2);
    expect(brief(sent)).toEqual(['events move 2 buttons=0', 'events act']);
    expect(sent[1]).toEqual({
      channel: 'events',
      time: 2,
      data: { type: 'act', seq: 3, ref: 7, action: 'activate', steps: 0 },
    });
  });
});

describe('pointer motion', () => {
  it('sends the first move at once and then one message per interval, which carries what came between', () => {
    const encoder = new InputEncoder();
    expect(brief(encoder.pointer(at(1), 0))).toEqual(['motion move 1 buttons=0']);
    expect(encoder.pointer(at(2), 1)).toEqual([]);
    expect(encoder.pointer(at(3, { coalesced: [25, 26] }), 2)).toEqual([]);
    expect(encoder.dueAt).toBe(MOTION_INTERVAL);
    expect(encoder.flush(3)).toEqual([]);
    const [sent] = encoder.flush(4);
    expect(sent?.data).toMatchObject({ type: 'move', seq: 2, x: 3, coalesced: [2, 0, 25, 26] });
    expect(sent?.time, 'the latency starts with the oldest of them').toBe(1);
    expect(encoder.dueAt).toBeNull();
  });

  it('keeps totals of all movement, also of what a dropped message carried, modulo 2^32', () => {
    const encoder = new InputEncoder();
    encoder.pointer(at(1, { movementX: 10, movementY: -2.5 }), 0);
    const [sent] = encoder.pointer(at(1, { movementX: 0.5, movementY: 0 }), 100);
    expect(sent?.data).toMatchObject({ totalX: 672, totalY: 2 ** 32 - 160 });
  });

  it('keeps the newest positions of a long stroke and stays within the limit of the channel', () => {
    const encoder = new InputEncoder();
    encoder.pointer(at(0, { movementX: -1e6 }), 0);
    for (let index = 1; index <= 100; index++) encoder.pointer(at(60_000 + index), 1);
    const [sent] = encoder.flush(10);
    if (sent?.data.type !== 'move') throw new Error('no move');
    expect(sent.data.coalesced).toHaveLength(2 * MAX_COALESCED);
    expect(sent.data.coalesced.at(-2)).toBe(60_099);
    const bytes = encodeViewerData(sent.data);
    expect(bytes.length).toBeLessThanOrEqual(LIMITS.motionBytes);
    expect(decodeViewerData(bytes, 'motion')).toEqual(sent.data);
  });

  it('lets fingers share the rate', () => {
    const encoder = new InputEncoder();
    const finger = (pointerId: number) => at(1, { pointerId, pointerType: 'touch', buttons: 1 });
    encoder.pointer(finger(10), 0);
    encoder.pointer(finger(11), 0);
    expect(encoder.pointer(finger(10), 5)).toEqual([]);
    expect(encoder.pointer(finger(10), 8)).toHaveLength(1);
    expect(encoder.pointer(finger(11), 8)).toHaveLength(1);
  });

  it('ignores more pointers than anyone has, and forgets those that left', () => {
    const encoder = new InputEncoder();
    for (let id = 0; id < 40; id++) encoder.pointer(at(1, { pointerId: id }), 0);
    expect(encoder.pointer(at(1, { pointerId: 39 }), 10)).toEqual([]);
    encoder.presence('leave', at(1, { pointerId: 0 }), 10);
    expect(encoder.pointer(at(1, { pointerId: 39 }), 10)).toHaveLength(1);
  });
});

describe('buttons', () => {
  it('follow the move that led to them, on the ordered channel', () => {
    const encoder = new InputEncoder();
    encoder.pointer(at(1), 0);
    encoder.pointer(at(2), 1);
    expect(brief(encoder.pointer(at(3, { buttons: 1 }), 2))).toEqual([
      'events move 3 buttons=0',
      'events down 0 buttons=1',
    ]);
    expect(encoder.dueAt, 'nothing is sent twice').toBeNull();
    expect(brief(encoder.pointer(at(3), 3))).toEqual(['events move 3 buttons=1', 'events up 0 buttons=0']);
  });

  it('are found in chords, which the browser reports as moves', () => {
    const encoder = new InputEncoder();
    encoder.pointer(at(1, { buttons: 1 }), 0);
    expect(brief(encoder.pointer(at(1, { buttons: 3 }), 1))).toEqual([
      'events move 1 buttons=1',
      'events down 2 buttons=3',
    ]);
    expect(brief(encoder.pointer(at(1, { buttons: 2 }), 2))).toEqual([
      'events move 1 buttons=3',
      'events up 0 buttons=2',
    ]);
  });

  it('change the pressure with themselves, not with the move before them', () => {
    const encoder = new InputEncoder();
    const pressures = [
      at(1),
      at(1, { buttons: 1, pressure: 700 }),
      at(1, { buttons: 1, pressure: 900 }),
      at(1),
    ].flatMap((sample, index) =>
      encoder.pointer(sample, index * 10).map(({ data }) => `${data.type} ${'pressure' in data ? data.pressure : ''}`),
    );
    expect(pressures).toEqual(['move 0', 'move 0', 'button 700', 'move 900', 'move 900', 'button 0']);
  });

  it('count clicks in a row', () => {
    const encoder = new InputEncoder();
    const details = [0, 100, 200, 300].flatMap((now, index) =>
      encoder
        .pointer(at(1, { buttons: index % 2 === 0 ? 1 : 0 }), now)
        .flatMap(({ data }) => (data.type === 'button' ? [data.detail] : [])),
    );
    expect(details).toEqual([1, 1, 2, 2]);
  });

  it('are cancelled when the browser takes the pointer away', () => {
    const encoder = new InputEncoder();
    encoder.pointer(at(1, { buttons: 5 }), 0);
    expect(brief(encoder.cancel(at(1), 1))).toEqual(['events cancel 0 buttons=0', 'events cancel 1 buttons=0']);
    expect(encoder.cancel(at(1), 2)).toEqual([]);
  });

  it('are forgotten once the focus is lost, for nobody may see that fingers are lifted', () => {
    const encoder = new InputEncoder();
    const touch = (pointerId: number, now: number) =>
      encoder.pointer(at(1, { pointerId, pointerType: 'touch', buttons: 1 }), now);
    for (let id = 1; id <= 100; id++) {
      expect(brief(touch(id, id))).toContain('events down 0 buttons=1');
      encoder.focus(false, id);
    }
    expect(encoder.state(10_000)).toEqual([]);
  });

  it('are not held any more once the focus is lost', () => {
    const encoder = new InputEncoder();
    encoder.pointer(at(1, { buttons: 1 }), 0);
    encoder.focus(false, 1);
    expect(brief(encoder.pointer(at(1), 200))).toEqual(['motion move 1 buttons=0']);
  });

  it('are not overtaken by the moves behind them', () => {
    const encoder = new InputEncoder();
    encoder.pointer(at(1, { buttons: 1 }), 0);
    expect(brief(encoder.pointer(at(2, { buttons: 1 }), 10))).toEqual(['events move 2 buttons=1']);
    expect(brief(encoder.pointer(at(3, { buttons: 1 }), 100))).toEqual(['motion move 3 buttons=1']);
  });
});

describe('what a finger or a pen tells beyond its place', () => {
  it('goes with moves and buttons, and not with a mouse’s', () => {
    const encoder = new InputEncoder();
    const contact = { width: 640, height: 320, tiltX: -45, tiltY: 10, twist: 90, tangentialPressure: 0 };
    const pen = at(1, { pointerId: 2, pointerType: 'pen', buttons: 1, contact });
    const sent = [...encoder.pointer(pen, 0), ...encoder.pointer(at(1), 10)].map(({ data }) => data);
    expect(sent.map((data) => 'contact' in data)).toEqual([true, true, false]);
    for (const data of sent) expect(decodeViewerData(encodeViewerData(data), 'events')).toEqual(data);
  });
});

describe('the pointer lock', () => {
  it('is told behind the moves before it, with their sum', () => {
    const encoder = new InputEncoder();
    encoder.pointer(at(1), 0);
    encoder.pointer(at(2), 1);
    const sent = encoder.lock(true, '', 2);
    expect(brief(sent)).toEqual(['events move 2 buttons=0', 'events lock']);
    expect(sent[1]?.data).toMatchObject({ locked: true, totalX: 128, totalY: 2 ** 32 - 128 });
  });
});

describe('the order of everything', () => {
  it('is told by seq, which counts over both channels', () => {
    const encoder = new InputEncoder();
    const key = { action: 'down', code: 'KeyW', key: 'w', location: 0, repeat: false, modifiers: 0 } as const;
    const wheel = { x: 1, y: 2, deltaX: 0, deltaY: 3, deltaMode: 0, buttons: 0, modifiers: 0 };
    const all = [
      ...encoder.presence('enter', at(1), 0),
      ...encoder.pointer(at(1), 0),
      ...encoder.pointer(at(2), 1),
      ...encoder.wheel(wheel, 2),
      ...encoder.key(key, 3),
      ...encoder.focus(true, 4),
      ...encoder.gamepad({ index: 0, connected: true, id: '', standard: true, axes: [0], buttons: [3], effects: 0 }, 4),
      ...encoder.lock(false, 'no click', 4),
      ...encoder.message({ hello: 'scene' }, 5),
    ];
    expect(brief(all)).toEqual([
      'events presence',
      'motion move 1 buttons=0',
      'events move 2 buttons=0',
      'events wheel',
      'events key',
      'events focus',
      'events gamepad',
      'events lock',
      'events message',
    ]);
    expect(all.map(({ data }) => data.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (const { channel, data } of all) expect(decodeViewerData(encodeViewerData(data), channel)).toEqual(data);
  });
});

describe('what is held', () => {
  const key = { code: 'KeyW', key: 'w', location: 0, repeat: false, modifiers: 0 } as const;

  it('is told for as long as something is, and twice behind the last input', () => {
    const encoder = new InputEncoder();
    expect(encoder.state(0)).toEqual([]);
    encoder.key({ ...key, action: 'down' }, 0);
    expect(encoder.state(60_000)[0]?.data).toMatchObject({ type: 'inputState', keys: [{ code: 'KeyW' }] });
    encoder.key({ ...key, action: 'up' }, 60_100);
    const told = [60_500, 61_000, 61_500, 62_000].map((now) => brief(encoder.state(now)));
    expect(told).toEqual([['events inputState'], ['events inputState'], [], []]);
  });

  it('is what was done, whether it arrived or not, and follows the moves that were held back', () => {
    const encoder = new InputEncoder();
    encoder.presence('enter', at(1), 0);
    encoder.pointer(at(1, { buttons: 1 }), 0);
    encoder.pointer(at(5, { buttons: 1 }), 1);
    const [move, state] = encoder.state(2);
    expect(brief([move!])).toEqual(['events move 5 buttons=1']);
    expect(state?.data).toMatchObject({ pointers: [{ pointerId: 1, x: 5, buttons: 1 }], totalX: 128 });
    expect(decodeViewerData(encodeViewerData(state!.data), 'events')).toEqual(state!.data);
  });

  it('is nothing of what only the host is told: readings of sensors, messages', () => {
    const encoder = new InputEncoder();
    const reading = { type: 'orientation', angles: [1, 2, 3], absolute: false, screen: 0 } as const;
    expect(brief(encoder.sensor(reading, 0))).toEqual(['motion orientation']);
    encoder.message('hello', 1);
    expect(encoder.state(2)).toEqual([]);
  });
});
