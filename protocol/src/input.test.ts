import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RemoteViewError } from './errors.ts';
import {
  AXIS_MAX,
  BUTTON_ACTIONS,
  KEY_ACTIONS,
  MAX_COALESCED,
  MAX_GAMEPADS,
  NO_WISHES,
  POINTER_TYPES,
  POSITION_BEYOND,
  POSITION_MAX,
  PREFERENCES,
  PRESENCE_ACTIONS,
  WISHED_BITRATE,
  type FromViewer,
  type ViewerData,
} from './input-messages.ts';
import { CLIPBOARD_LIMITS, PAGE_CLIPBOARD_USES } from './clipboard.ts';
import { decodeFromViewer, decodeViewerData, encodeViewerData, isForHost } from './input.ts';
import { encode } from './msgpack.ts';
import { COLOR_SCHEMES, CONTRASTS, PREFERENCE_LIMITS } from './page-preferences.ts';
import { RUMBLE_RESULTS } from './rumble.ts';
import { SEMANTIC_ACTIONS, SEMANTIC_LIMITS } from './semantics.ts';
import { TEXT_ACTIONS, TEXT_LIMITS } from './text-input.ts';
import { contact, anyInputState } from './testing/input-states.ts';
import { LIMITS } from './version.ts';
import { headOf } from './whole-characters.ts';

const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const position = fc.integer({ min: 0, max: 65_535 });
const byte = fc.integer({ min: 0, max: 255 });
const modifiers = fc.integer({ min: 0, max: 15 });
const seq = fc.integer({ min: 1, max: 0xffff_ffff });
const text32 = fc.string({ unit: 'binary', maxLength: 16 });
const delta = fc.double({ min: -100_000, max: 100_000, noNaN: true }).map((value) => (value === 0 ? 0 : value));
const beyond = fc.integer({ min: -POSITION_BEYOND * POSITION_MAX, max: (1 + POSITION_BEYOND) * POSITION_MAX });
const axis = fc.integer({ min: -AXIS_MAX, max: AXIS_MAX });
const pointer = {
  seq,
  pointerId: fc.integer({ min: -1, max: 0x7fff_ffff }),
  pointerType: fc.constantFrom(...POINTER_TYPES),
  x: beyond,
  y: beyond,
  buttons: byte,
  modifiers,
};
const pressed = { ...pointer, pressure: position, contact };

/** Also the same without a contact. */
function withoutContact<T extends { contact?: unknown }>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T> {
  const without = arbitrary.map(({ contact: _none, ...rest }) => rest as T);
  return fc.oneof(arbitrary, without);
}

const reading = fc.integer({ min: -32_768, max: 32_767 });
const readings = fc.tuple(reading, reading, reading);

/** A valid message of every kind, over its whole range. */
const KINDS = {
  move: withoutContact(
    fc.record({
      type: fc.constant('move'),
      ...pressed,
      totalX: uint32,
      totalY: uint32,
      coalesced: fc.array(beyond, { maxLength: MAX_COALESCED * 2 }),
    }),
  ),
  button: withoutContact(
    fc.record({
      type: fc.constant('button'),
      ...pressed,
      action: fc.constantFrom(...BUTTON_ACTIONS),
      button: fc.integer({ min: -1, max: 15 }),
      detail: byte,
    }),
  ),
  presence: fc.record({ type: fc.constant('presence'), ...pointer, action: fc.constantFrom(...PRESENCE_ACTIONS) }),
  wheel: fc.record({
    type: fc.constant('wheel'),
    seq,
    x: position,
    y: position,
    deltaX: delta,
    deltaY: delta,
    deltaMode: fc.integer({ min: 0, max: 2 }),
    buttons: byte,
    modifiers,
  }),
  key: fc.record({
    type: fc.constant('key'),
    seq,
    action: fc.constantFrom(...KEY_ACTIONS),
    code: text32,
    key: text32,
    location: fc.integer({ min: 0, max: 3 }),
    repeat: fc.boolean(),
    modifiers,
  }),
  focus: fc.record({ type: fc.constant('focus'), seq, focused: fc.boolean() }),
  gamepad: fc.record({
    type: fc.constant('gamepad'),
    seq,
    index: fc.integer({ min: 0, max: MAX_GAMEPADS - 1 }),
    connected: fc.boolean(),
    id: fc.string({ unit: 'binary', maxLength: 32 }),
    standard: fc.boolean(),
    axes: fc.array(axis, { maxLength: 16 }),
    buttons: fc.array(fc.integer({ min: 0, max: 1_023 }), { maxLength: 32 }),
    effects: fc.integer({ min: 0, max: 3 }),
  }),
  inputState: anyInputState,
  rumbled: fc.record({
    type: fc.constant('rumbled'),
    index: fc.integer({ min: 0, max: MAX_GAMEPADS - 1 }),
    id: seq,
    result: fc.constantFrom(...RUMBLE_RESULTS),
  }),
  orientation: fc.record({
    type: fc.constant('orientation'),
    seq,
    angles: readings,
    absolute: fc.boolean(),
    screen: fc.integer({ min: 0, max: 359 }),
  }),
  deviceMotion: fc.record({
    type: fc.constant('deviceMotion'),
    seq,
    interval: fc.integer({ min: 0, max: 1_000 }),
    acceleration: readings,
    withGravity: readings,
    rotation: readings,
  }),
  act: fc.record({
    type: fc.constant('act'),
    seq,
    ref: fc.integer({ min: 1, max: 0xffff_ffff }),
    action: fc.constantFrom(...SEMANTIC_ACTIONS),
    steps: fc.integer({ min: -SEMANTIC_LIMITS.steps, max: SEMANTIC_LIMITS.steps }),
  }),
  text: fc.record({
    type: fc.constant('text'),
    seq,
    action: fc.constantFrom(...TEXT_ACTIONS),
    caret: fc.integer({ min: -TEXT_LIMITS.reach, max: TEXT_LIMITS.reach }),
    before: fc.integer({ min: 0, max: TEXT_LIMITS.reach }),
    after: fc.integer({ min: 0, max: TEXT_LIMITS.reach }),
    text: fc.string({ unit: 'binary', maxLength: TEXT_LIMITS.edit / 2 }),
    keyed: fc.boolean(),
  }),
  clipboard: fc
    .record({
      type: fc.constant('clipboard'),
      seq,
      use: fc.constantFrom(...PAGE_CLIPBOARD_USES),
      id: uint32,
      piece: fc.integer({ min: 0, max: 16 }),
      more: fc.boolean(),
      text: fc.string({ unit: 'binary', maxLength: 2_000 }),
    })
    .map((said) => (said.use === 'refused' ? { ...said, text: headOf(said.text, CLIPBOARD_LIMITS.reason) } : said)),
  lock: fc.record({
    type: fc.constant('lock'),
    seq,
    locked: fc.boolean(),
    refused: fc.string({ unit: 'binary', maxLength: 100 }),
    totalX: uint32,
    totalY: uint32,
  }),
  resize: fc.record({
    type: fc.constant('resize'),
    width: fc.integer({ min: 1, max: LIMITS.pictureSide }),
    height: fc.integer({ min: 1, max: LIMITS.pictureSide }),
    devicePixelRatio: fc.double({ min: 0.1, max: 16, noNaN: true }),
  }),
  message: fc.record({
    type: fc.constant('message'),
    seq,
    payload: fc.constantFrom(null, 'text', 7, { colour: 'red', parts: [1, 2, { deep: true }] }),
  }),
  ping: fc.record({ type: fc.constant('ping'), token: uint32 }),
  quality: fc.record({
    type: fc.constant('quality'),
    maxBitrate: fc.option(fc.integer({ min: WISHED_BITRATE.least, max: WISHED_BITRATE.most })),
    preferred: fc.constantFrom(...PREFERENCES),
  }),
  preferences: fc.record({
    type: fc.constant('preferences'),
    reducedMotion: fc.boolean(),
    colorScheme: fc.constantFrom(...COLOR_SCHEMES),
    contrast: fc.constantFrom(...CONTRASTS),
    languages: fc.array(fc.string({ minLength: 1, maxLength: PREFERENCE_LIMITS.language }), {
      maxLength: PREFERENCE_LIMITS.languages,
    }),
  }),
  control: fc.record({ type: fc.constant('control'), action: fc.constantFrom('request', 'release') }),
  refresh: fc.record({ type: fc.constant('refresh') }),
  here: fc.record({ type: fc.constant('here') }),
} as const satisfies { [K in FromViewer['type']]: fc.Arbitrary<Extract<FromViewer, { type: K }>> };

const kinds = Object.entries(KINDS) as [FromViewer['type'], fc.Arbitrary<FromViewer>][];
const anyKind = fc.oneof(...Object.values(KINDS)) as fc.Arbitrary<FromViewer>;

/** Decodes on both channels; whatever is thrown must be a counted refusal. Returns the refusals. */
function refusals(bytes: Uint8Array): string[] {
  return (['motion', 'events'] as const).map((channel) => {
    try {
      decodeFromViewer(bytes, channel);
    } catch (error) {
      if (error instanceof RemoteViewError) return error.message;
      throw error;
    }
    return 'accepted';
  });
}

const refused = (message: readonly unknown[], channel: 'motion' | 'events' = 'events') => {
  expect(() => decodeFromViewer(encode(message), channel)).toThrow(RemoteViewError);
};

describe('a message of a viewer', () => {
  it.each(kinds)('of kind %s comes back as it was', (_kind, arbitrary) => {
    fc.assert(
      fc.property(arbitrary, (data) => {
        expect(decodeFromViewer(encodeViewerData(data), 'events')).toEqual(data);
      }),
    );
  });

  it.each(kinds)('of kind %s reaches a scene, unless it is for the host', (_kind, arbitrary) => {
    const data = fc.sample(arbitrary, 1)[0]!;
    const decode = () => decodeViewerData(encodeViewerData(data), 'events');
    if (isForHost(data)) expect(decode).toThrow(expect.objectContaining({ code: 'malformed-message' }));
    else expect(decode()).toEqual(data);
  });

  it('is a move where it comes over the motion channel, and fits it at its largest', () => {
    fc.assert(
      fc.property(KINDS.move, (move) => {
        expect(decodeViewerData(encodeViewerData(move), 'motion')).toEqual(move);
      }),
    );
  });

  it.each(kinds.filter(([kind]) => !['move', 'orientation', 'deviceMotion'].includes(kind)))(
    'of kind %s is refused on the motion channel',
    (_kind, arbitrary) => {
      // What is too large is refused for that.
      const fitting = arbitrary.map(encodeViewerData).filter(({ length }) => length <= LIMITS.motionBytes);
      const data = fc.sample(fitting, 1)[0]!;
      expect(() => decodeFromViewer(data, 'motion')).toThrow(expect.objectContaining({ code: 'malformed-message' }));
    },
  );

  it.each(kinds)('of kind %s is refused when it is cut or continued anywhere', (_kind, arbitrary) => {
    for (const data of fc.sample(arbitrary, 10)) {
      const bytes = encodeViewerData(data);
      for (let length = 0; length < bytes.length; length++) {
        expect(refusals(bytes.subarray(0, length))).not.toContain('accepted');
      }
      expect(refusals(Uint8Array.from([...bytes, 0]))).not.toContain('accepted');
    }
  });

  it.each(kinds)('of kind %s is refused with an element too many or too few', (_kind, arbitrary) => {
    const bytes = encodeViewerData(fc.sample(arbitrary, 1)[0]!);
    const count = bytes[0]! & 0x0f;
    expect(refusals(Uint8Array.from([0x90 | (count + 1), ...bytes.subarray(1), 0xc0]))).not.toContain('accepted');
    expect(refusals(Uint8Array.from([0x90 | (count - 1), ...bytes.subarray(1)]))).not.toContain('accepted');
  });
});

describe('hostile bytes', () => {
  it('are refused with a RemoteViewError and nothing else, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        refusals(bytes);
      }),
    );
  });

  it('made from valid messages by changing some do no harm either', () => {
    const changes = fc.array(fc.tuple(fc.nat(400), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(anyKind, changes, (data, changed) => {
        const bytes = Uint8Array.from(encodeViewerData(data));
        for (const [at, value] of changed) bytes[at % bytes.length] = value;
        refusals(bytes);
      }),
    );
  });

  it('with a type that no String() can show are refused', () => {
    const type = { toString: 1, valueOf: 1 };
    refused([type], 'motion');
    refused([type]);
  });

  it.each([[[]], [[null]], [['move']], [[99]], [[1.5]], [[[1]]], [[-1]]])(
    'with the type of %j are refused',
    (message) => {
      refused(message);
      refused(message, 'motion');
    },
  );

  it.each([[{}], ['text'], [7], [null]])('that hold %j and no array are refused', (value) => {
    expect(refusals(encode(value)).join()).toMatch(/no array/);
  });

  it('longer than the channel allows are refused unread', () => {
    expect(() => decodeViewerData(new Uint8Array(257), 'motion')).toThrow(
      expect.objectContaining({ code: 'message-too-large' }),
    );
    expect(() => decodeViewerData(new Uint8Array(16_385), 'events')).toThrow(
      expect.objectContaining({ code: 'message-too-large' }),
    );
  });
});

describe('values out of range', () => {
  const move = (changes: Readonly<Record<number, unknown>>) =>
    Object.assign([1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, [], []] as unknown[], changes);

  it('are refused in each field of a move', () => {
    expect(decodeViewerData(encode(move({})), 'motion').type).toBe('move');
    const wrong: [index: number, values: unknown[]][] = [
      [1, [0, 2 ** 32, -1, 0.5, Number.NaN, '1', null]],
      [2, [-2, 2 ** 31]],
      [3, [3, -1, 'mouse']],
      [4, [5 * 65_535 + 1, -4 * 65_535 - 1, 0.5, Infinity]],
      [5, [5 * 65_535 + 1, true]],
      [6, [256]],
      [7, [16]],
      [8, [65_536]],
      [9, [2 ** 32]],
      [10, [-1]],
      [11, [null, 5, {}, [5 * 65_535 + 1], ['x'], [[1]], Array<number>(MAX_COALESCED * 2 + 1).fill(0)]],
      [12, [null, {}, [0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0], ['x', 0, 0, 0, 0, 0]]],
      [
        12,
        [
          [-1, 0, 0, 0, 0, 0],
          [0, -1, 0, 0, 0, 0],
          [65_536, 0, 0, 0, 0, 0],
        ],
      ],
      [
        12,
        [
          [0, 0, 91, 0, 0, 0],
          [0, 0, 0, -91, 0, 0],
          [0, 0, 0, 0, 360, 0],
          [0, 0, 0, 0, -1, 0],
        ],
      ],
      [
        12,
        [
          [0, 0, 0, 0, 0, 32_768],
          [0, 0, 0, 0, 0, -32_768],
        ],
      ],
    ];
    for (const [index, values] of wrong) {
      for (const value of values) refused(move({ [index]: value }), 'motion');
    }
  });

  it('are refused where not even a number is: NaN and infinity in floats', () => {
    for (const value of [Number.NaN, Infinity, -Infinity, 100_001, null]) refused([4, 1, 0, 0, value, 0, 0, 0, 0]);
    for (const value of [Number.NaN, Infinity, 0, 17]) refused([7, 100, 100, value]);
    refused([7, 0, 100, 1]);
    refused([7, 100, LIMITS.pictureSide + 1, 1]);
  });

  it('are refused in wishes', () => {
    expect(decodeFromViewer(encode([10, 0, 0]), 'events')).toEqual(NO_WISHES);
    for (const bitrate of [-1, 1, WISHED_BITRATE.least - 1, WISHED_BITRATE.most + 1, 1e6 + 0.5, null]) {
      refused([10, bitrate, 0]);
    }
    for (const preferred of [-1, PREFERENCES.length, 'sharp', null]) refused([10, 1_000_000, preferred]);
  });

  it('are refused in gamepads', () => {
    const pad = (changes: Readonly<Record<number, unknown>>) =>
      Object.assign([11, 1, true, 0, 'Pad', true, [0], [1_023], 3] as unknown[], changes);
    expect(decodeFromViewer(encode(pad({})), 'events').type).toBe('gamepad');
    const wrong: [index: number, values: unknown[]][] = [
      [2, [1, null]],
      [3, [-1, MAX_GAMEPADS, null]],
      [4, ['x'.repeat(65), 5]],
      [5, [0]],
      [6, [0, [AXIS_MAX + 1], [-AXIS_MAX - 1], [0.5], [Number.NaN], Array<number>(17).fill(0)]],
      [7, [null, [-1], [1_024], [0.5], Array<number>(33).fill(0)]],
      [8, [-1, 4, null]],
    ];
    for (const [index, values] of wrong) for (const value of values) refused(pad({ [index]: value }));
  });

  it('are refused in what became of a pointer lock', () => {
    refused([12, 0, true, '', 0, 0]);
    refused([12, 1, 1, '', 0, 0]);
    refused([12, 1, false, 'x'.repeat(201), 0, 0]);
    refused([12, 1, false, '', -1, 0]);
    refused([12, 1, false, '', 0, 2 ** 32]);
  });

  it('are refused in a text of the clipboard, and sooner where it is a reason', () => {
    const { piece, reason } = CLIPBOARD_LIMITS;
    refused([21, 1, 0, 0, 0, false, 'x'.repeat(piece + 1)]);
    refused([21, 1, 5, 1, 0, false, 'x'.repeat(reason + 1)]);
    refused([21, 1, 0, 0, 17, false, '']);
  });

  it('are refused for texts of keys', () => {
    refused([5, 1, 0, 'x'.repeat(33), 'a', 0, false, 0]);
    refused([5, 1, 0, 'KeyA', 'x'.repeat(33), 0, false, 0]);
    refused([5, 1, 0, 'KeyA', 'a', 0, 1, 0]);
  });
});

describe('an application message', () => {
  it('is refused where it is sent when it is too large or not JSON-like', () => {
    const send = (payload: unknown) => () => encodeViewerData({ type: 'message', seq: 1, payload } as ViewerData);
    expect(send('x'.repeat(16_384))).toThrow(expect.objectContaining({ code: 'message-too-large' }));
    expect(send(() => {})).toThrow(expect.objectContaining({ code: 'malformed-message' }));
  });
});
