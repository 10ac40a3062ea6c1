import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SCENE_CLIPBOARD_USES } from './clipboard.ts';
import { ERROR_CODES, RemoteViewError } from './errors.ts';
import { FILE_LIMITS } from './file-rules.ts';
import {
  decodeFrameMetadata,
  decodeHostData,
  encodeFrameMetadata,
  encodeHostData,
  HOST_STAGES,
  RATE_LIMITS,
  SCENE_STATES,
  type HostData,
} from './host-data.ts';
import { MAX_GAMEPADS, POSITION_MAX } from './input-messages.ts';
import { encode } from './msgpack.ts';
import { MAX_RUMBLE, RUMBLE_EFFECTS, RUMBLE_MAX } from './rumble.ts';
import { CURSOR_SIDE, CURSORS, isCursorImage, SEMANTIC_LIMITS, SEMANTIC_ROLES } from './semantics.ts';
import { LOG_CHARS, LOG_LEVELS, STATE_LIMITS } from './scene-services.ts';
import { CONTROL_STATES } from './session-control.ts';
import { INPUT_MODES, TEXT_LIMITS } from './text-input.ts';
import { TOUCH_LIMITS, TOUCH_MODES, TOUCH_ZONES } from './touch-layout.ts';
import { LIMITS } from './version.ts';
import { PREFERENCE_LIMITS } from './page-preferences.ts';

const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const side = fc.integer({ min: 1, max: LIMITS.pictureSide });

const ref = fc.integer({ min: 1, max: 0xffff_ffff });
const fraction = fc.integer({ min: 0, max: POSITION_MAX });
const value = fc
  .double({ min: -SEMANTIC_LIMITS.value, max: SEMANTIC_LIMITS.value, noNaN: true })
  // MessagePack's integers have no -0.
  .map((number) => number || 0);
const step = fc.double({ min: 1e-9, max: SEMANTIC_LIMITS.value, noNaN: true });
const itemFields = {
  ref,
  order: fc.integer({ min: -SEMANTIC_LIMITS.order, max: SEMANTIC_LIMITS.order }),
  name: fc.string({ unit: 'binary', maxLength: SEMANTIC_LIMITS.name / 2 }),
  description: fc.string({ unit: 'binary', maxLength: SEMANTIC_LIMITS.description / 2 }),
  focusable: fc.boolean(),
  disabled: fc.boolean(),
  on: fc.constantFrom(null, true, false),
};
const item = fc.oneof(
  fc.record({
    ...itemFields,
    role: fc.constantFrom(...SEMANTIC_ROLES.filter((role) => role !== 'slider')),
    range: fc.constant(null),
  }),
  fc.record({
    ...itemFields,
    role: fc.constant('slider'),
    range: fc.record({ value, min: value, max: value, step }),
  }),
);
const box = fc.oneof(fc.constant([] as const), fc.tuple(fraction, fraction, fraction, fraction));

const strength = fc.integer({ min: 0, max: RUMBLE_MAX });
const placed = {
  label: fc.string({ unit: 'binary', maxLength: TOUCH_LIMITS.label / 2 }),
  zone: fc.constantFrom(...TOUCH_ZONES),
};
const code = fc.string({ minLength: 1, maxLength: 32 });
const control = fc.oneof(
  fc.record({
    ...placed,
    kind: fc.constant('stick' as const),
    stick: fc.constantFrom('left' as const, 'right' as const),
    codes: fc.constant([]),
  }),
  fc.record({
    ...placed,
    kind: fc.constant('stick' as const),
    stick: fc.constant('keys' as const),
    codes: fc.array(code, { minLength: 4, maxLength: 4 }),
  }),
  fc.record({
    ...placed,
    kind: fc.constant('button' as const),
    button: fc.integer({ min: 0, max: TOUCH_LIMITS.lastButton }),
    code: fc.constant(''),
  }),
  fc.record({ ...placed, kind: fc.constant('button' as const), button: fc.constant(null), code }),
);

/** A valid message of every kind, over its whole range. */
const KINDS = {
  rumble: fc.record({
    type: fc.constant('rumble'),
    index: fc.integer({ min: 0, max: MAX_GAMEPADS - 1 }),
    id: ref,
    effect: fc.constantFrom(...RUMBLE_EFFECTS),
    startDelay: fc.integer({ min: 0, max: MAX_RUMBLE }),
    duration: fc.integer({ min: 0, max: MAX_RUMBLE }),
    strong: strength,
    weak: strength,
    left: strength,
    right: strength,
  }),
  touch: fc.record({
    type: fc.constant('touch'),
    mode: fc.constantFrom(...TOUCH_MODES),
    controls: fc.array(control, { maxLength: TOUCH_LIMITS.controls }),
  }),
  message: fc.record({
    type: fc.constant('message'),
    payload: fc.constantFrom(null, 'text', -1, { score: 3, names: ['a', 'b'] }),
  }),
  scene: fc.record({
    type: fc.constant('scene'),
    state: fc.constantFrom(...SCENE_STATES),
    code: fc.constantFrom(null, ...ERROR_CODES),
    text: fc.string({ unit: 'binary', maxLength: 2_000 }),
  }),
  pong: fc.record({ type: fc.constant('pong'), token: uint32 }),
  video: fc.record({
    type: fc.constant('video'),
    width: side,
    height: side,
    fps: fc.double({ min: 1, max: 1_000, noNaN: true }),
    adapter: fc.string({ unit: 'binary', maxLength: 100 }),
    software: fc.boolean(),
    encoder: fc.string({ unit: 'binary', maxLength: 50 }),
  }),
  rate: fc.record({ type: fc.constant('rate'), target: uint32, limitedBy: fc.constantFrom(...RATE_LIMITS) }),
  textField: fc.record({
    type: fc.constant('textField'),
    wanted: fc.boolean(),
    mode: fc.constantFrom(...INPUT_MODES),
    value: fc.string({ unit: 'binary', maxLength: TEXT_LIMITS.value / 2 }),
    box,
  }),
  clipboard: fc.record({
    type: fc.constant('clipboard'),
    use: fc.constantFrom(...SCENE_CLIPBOARD_USES),
    id: uint32,
    piece: fc.integer({ min: 0, max: 16 }),
    more: fc.boolean(),
    text: fc.string({ unit: 'binary', maxLength: 2_000 }),
  }),
  lock: fc.record({
    type: fc.constant('lock'),
    wanted: fc.boolean(),
    unadjusted: fc.boolean(),
  }),
  semantics: fc.record({
    type: fc.constant('semantics'),
    whole: fc.boolean(),
    label: fc.string({ unit: 'binary', maxLength: SEMANTIC_LIMITS.name / 2 }),
    items: fc.array(item, { maxLength: 8 }),
    boxes: fc.array(fc.record({ ref, box }), { maxLength: 8 }),
    removed: fc.array(ref, { maxLength: 8 }),
  }),
  hover: fc.record(
    {
      type: fc.constant('hover'),
      cursor: fc.constantFrom(...CURSORS),
      tooltip: fc.string({ unit: 'binary', maxLength: SEMANTIC_LIMITS.tooltip / 2 }),
      image: fc.record({
        url: fc.base64String({ minLength: 4, maxLength: 64 }).map((text) => `data:image/png;base64,${text}`),
        x: fc.integer({ min: 0, max: CURSOR_SIDE - 1 }),
        y: fc.integer({ min: 0, max: CURSOR_SIDE - 1 }),
        density: fc.double({ min: 0.5, max: 4, noNaN: true }),
      }),
    },
    { requiredKeys: ['type', 'cursor', 'tooltip'] },
  ),
  state: fc.record({
    type: fc.constant('state'),
    whole: fc.boolean(),
    more: fc.boolean(),
    entries: fc.array(
      fc.tuple(
        fc.string({ unit: 'binary', maxLength: STATE_LIMITS.keyChars / 2 }),
        fc.constantFrom(undefined, null, '', 'text', false, -1.5, [1, [2]], { score: 3, deep: { list: [null] } }),
      ),
      { maxLength: 8 },
    ),
  }),
  log: fc.record({
    type: fc.constant('log'),
    level: fc.constantFrom(...LOG_LEVELS),
    text: fc.string({ unit: 'binary', maxLength: LOG_CHARS / 2 }),
  }),
  files: fc.record({
    type: fc.constant('files'),
    maxBytes: fc.integer({ min: 0, max: FILE_LIMITS.totalBytes }),
    multiple: fc.boolean(),
    accept: fc.array(fc.string({ unit: 'binary', maxLength: FILE_LIMITS.typeChars / 2 }), {
      maxLength: FILE_LIMITS.types,
    }),
  }),
  voice: fc.record({ type: fc.constant('voice') }),
  caption: fc.record({
    type: fc.constant('caption'),
    text: fc.string({ unit: 'binary', maxLength: PREFERENCE_LIMITS.caption / 2 }),
    lang: fc.string({ maxLength: PREFERENCE_LIMITS.captionLanguage }),
    seconds: fc.double({ min: 0, max: PREFERENCE_LIMITS.seconds, noNaN: true }).map((value) => value || 0),
  }),
  announce: fc.record({
    type: fc.constant('announce'),
    text: fc.string({ unit: 'binary', maxLength: SEMANTIC_LIMITS.announcement / 2 }),
  }),
  control: fc
    .record({
      type: fc.constant('control'),
      state: fc.constantFrom(...CONTROL_STATES),
      requests: fc.integer({ min: 0, max: 255 }),
      refused: fc.boolean(),
    })
    .map((info) => ({ ...info, refused: info.refused && info.state === 'none' })),
  afk: fc.record({ type: fc.constant('afk'), endsInSeconds: fc.option(fc.integer({ min: 1, max: 86_400 })) }),
} as const satisfies { [K in HostData['type']]: fc.Arbitrary<Extract<HostData, { type: K }>> };

const kinds = Object.entries(KINDS) as [HostData['type'], fc.Arbitrary<HostData>][];
const anyKind = fc.oneof(...Object.values(KINDS)) as fc.Arbitrary<HostData>;

const frameMetadata = fc.record({
  rtpTimestamp: uint32,
  frame: uint32,
  inputSeq: uint32,
  keyFrame: fc.boolean(),
  bytes: uint32,
  stages: fc.array(uint32, { minLength: HOST_STAGES.length, maxLength: HOST_STAGES.length }),
});

/** Decodes as both kinds of host message; whatever is thrown must be a counted refusal. Returns the refusals. */
function refusals(bytes: Uint8Array): string[] {
  return [decodeHostData, decodeFrameMetadata].map((read) => {
    try {
      read(bytes);
    } catch (error) {
      if (error instanceof RemoteViewError) return error.message;
      throw error;
    }
    return 'accepted';
  });
}

describe('a message of the host', () => {
  it.each(kinds)('of kind %s comes back as it was', (_kind, arbitrary) => {
    fc.assert(
      fc.property(arbitrary, (data) => {
        expect(decodeHostData(encodeHostData(data))).toEqual(data);
      }),
    );
  });

  it.each(kinds)('of kind %s is refused when it is cut or continued anywhere', (_kind, arbitrary) => {
    for (const data of fc.sample(arbitrary, 10)) {
      const bytes = encodeHostData(data);
      for (let length = 0; length < bytes.length; length++) {
        expect(refusals(bytes.subarray(0, length))).not.toContain('accepted');
      }
      expect(refusals(Uint8Array.from([...bytes, 0]))).not.toContain('accepted');
    }
  });

  it('has its texts shortened to what the receiver takes, also within a character', () => {
    const long = '😀'.repeat(4_000);
    for (const text of [long, `x${long}`]) {
      const scene = decodeHostData(encodeHostData({ type: 'scene', state: 'failed', code: 'scene-crashed', text }));
      expect(scene).toMatchObject({ type: 'scene', code: 'scene-crashed' });
      const video = {
        type: 'video',
        width: 1,
        height: 1,
        fps: 60,
        software: true,
        adapter: text,
        encoder: text,
      } as const;
      const shown = decodeHostData(encodeHostData(video)) as typeof video;
      expect([shown.adapter.length, shown.encoder.length]).toEqual([200, 100]);
    }
  });

  it('shows no code where a newer host sends one that is unknown here', () => {
    const bytes = encode([33, 3, 'new-kind-of-failure', 'It failed.']);
    expect(decodeHostData(bytes)).toEqual({ type: 'scene', state: 'failed', code: null, text: 'It failed.' });
  });

  it('tells whole bits per second, whatever an estimate comes to', () => {
    const rate = { type: 'rate', target: 1_234_567.89, limitedBy: 'network' } as const;
    expect(decodeHostData(encodeHostData(rate))).toEqual({ ...rate, target: 1_234_568 });
  });

  it('bounds what it says of who asks for control, and of the end of a session', () => {
    const control = { type: 'control', state: 'granted', requests: 300, refused: false } as const;
    expect(decodeHostData(encodeHostData(control))).toEqual({ ...control, requests: 255 });
    const seconds = [0, 0.4, 90_000].map((endsInSeconds) =>
      decodeHostData(encodeHostData({ type: 'afk', endsInSeconds })),
    );
    expect(seconds).toEqual([1, 1, 86_400].map((endsInSeconds) => ({ type: 'afk', endsInSeconds })));
  });

  it('holds state that nobody who got it can change', () => {
    const state = { type: 'state', whole: true, more: false, entries: [['a', { list: [1] }]] } as const;
    const { entries } = decodeHostData(encodeHostData(state)) as typeof state;
    expect(Object.isFrozen(entries[0][1])).toBe(true);
    expect(Object.isFrozen(entries[0][1].list)).toBe(true);
  });

  it('draws a cursor from an image of its own, in places and sizes that browsers take', () => {
    const image = { url: 'data:image/svg+xml;base64,AAAA', x: 3, y: CURSOR_SIDE - 1, density: 2 };
    expect(isCursorImage(image)).toBe(true);
    const wrongs = [{ x: 0.5 }, { y: CURSOR_SIDE }, { density: 0 }, { density: Number.NaN }, { url: 'cursor.png' }];
    expect(wrongs.filter((wrong) => isCursorImage({ ...image, ...wrong }))).toEqual([]);
  });

  it('that is a line for the console is as long as the receiver takes', () => {
    const line = { type: 'log', level: 'warn', text: 'x'.repeat(LOG_CHARS + 1) } as const;
    expect(decodeHostData(encodeHostData(line))).toEqual({ ...line, text: 'x'.repeat(LOG_CHARS) });
  });

  it('with a payload that is not JSON-like is refused where it is sent', () => {
    const message = { type: 'message', payload: new Map() } as unknown as HostData;
    expect(() => encodeHostData(message)).toThrow(expect.objectContaining({ code: 'malformed-message' }));
  });

  it.each([
    [[]],
    [[1]],
    [['message', 1]],
    [[{ toString: 1, valueOf: 1 }]],
    [[33, 4, '', '']],
    [[33, 0, 'x'.repeat(65), '']],
    [[33, 0, '', 5]],
    [[34, -1]],
    [[34, 2 ** 32]],
    [[35, 0, 1, 60, 'a', true, 'e']],
    [[35, 1, LIMITS.pictureSide + 1, 60, 'a', true, 'e']],
    [[35, 1, 1, Number.NaN, 'a', true, 'e']],
    [[35, 1, 1, 60, 'a', 1, 'e']],
    [[35, 1, 1, 60, 'x'.repeat(201), true, 'e']],
    [[36, -1, 0]],
    [[36, 2 ** 32, 0]],
    [[36, 0.5, 0]],
    [[36, 1, RATE_LIMITS.length]],
    [[36, 1, 'network']],
    [[36, 1]],
    [[36, 1, 0, 0]],
    [[37, 1, 1, true]],
    [[49, 0, '', 'data:image/png;base64,AAAA', 128, 0, 1]],
    [[49, 0, '', 'data:image/png;base64,AAAA', 0, -1, 1]],
    [[49, 0, '', 'data:image/png;base64,AAAA', 0, 0, 0.4]],
    [[49, 0, '', 'data:image/png;base64,AAAA', 0, 0, 5]],
    [[49, 0, '', 'data:image/png;base64,AAAA', 0, 0]],
    [[49, 0, '', `data:image/png;base64,${'A'.repeat(SEMANTIC_LIMITS.cursorUrl)}`, 0, 0, 1]],
    [[49, 0, '', 'https://example.test/cursor.png', 0, 0, 1]],
    [[49, 0, '', 'data:image/png;base64,AA") 0 0, url("//x', 0, 0, 1]],
    [[49, 0, '', 'data:text/html;base64,AAAA', 0, 0, 1]],
    [[37, true, 0, true]],
    [[37, true, 1]],
    [[40, true]],
    [[40, 1, false]],
    [[40, true, false, 'key']],
    [[40, true, false, 'x'.repeat(STATE_LIMITS.keyChars + 1), '1']],
    [[40, true, false, 'key', 1]],
    [[40, true, false, 'key', '{']],
    [[40, true, false, 'key', 'undefined']],
    [[40, true, false, 'key', JSON.stringify('x'.repeat(STATE_LIMITS.valueBytes))]],
    [[41, LOG_LEVELS.length, 'text']],
    [[41, 0, 'x'.repeat(LOG_CHARS + 1)]],
    [[48, true, 'label', [], []]],
    [[48, true, 'x'.repeat(SEMANTIC_LIMITS.name + 1), [], [], []]],
    [[48, true, '', [7], [], []]],
    [[48, true, '', [[]], [], []]],
    [[48, true, '', [[SEMANTIC_ROLES.length, 1, 0, 0, '', '']], [], []]],
    [[48, true, '', [['length', 1, 0, 0, '', '']], [], []]],
    [[48, true, '', [[{ toString: 1 }, 1, 0, 0, '', '']], [], []]],
    [[48, true, '', [[0, 0, 0, 0, '', '']], [], []]],
    [[48, true, '', [[0, 1, 0, 16, '', '']], [], []]],
    [[48, true, '', [[0, 1, 0, 0, '', '', 1]], [], []]],
    [[48, true, '', [[4, 1, 0, 0, '', '', 0, 0, 1, 0]], [], []]],
    [[48, true, '', [], Array.from({ length: SEMANTIC_LIMITS.items + 1 }, () => [1]), []]],
    [[48, true, '', [], [[1, 0, 0, 0]], []]],
    [[48, true, '', [], [[1, 0, 0, 0, POSITION_MAX + 1]], []]],
    [[48, true, '', [], [[1, 0, 0, 0, 0, 0]], []]],
    [[48, true, '', [], [[0]], []]],
    [[48, true, '', [], [[]], []]],
    [[48, true, '', [], [], [0]]],
    [[48, true, '', [], 1, []]],
    [[49, CURSORS.length, '']],
    [[49, 0, 'x'.repeat(SEMANTIC_LIMITS.tooltip + 1)]],
    [[49, 0]],
    [[50, 'x'.repeat(SEMANTIC_LIMITS.announcement + 1)]],
    [[60, CONTROL_STATES.length, 0, false]],
    [[60, 0, -1, false]],
    [[60, 3, 0, true]],
    [[61, 86_401]],
    [[61, -1]],
    [[61, 0.5]],
    [[32, 1, 2]],
    [[32]],
  ])('of the form %j is refused', (message) => {
    expect(() => decodeHostData(encode(message))).toThrow(expect.objectContaining({ code: 'malformed-message' }));
  });

  it('that is too large is refused unread', () => {
    expect(() => decodeHostData(new Uint8Array(16_385))).toThrow(
      expect.objectContaining({ code: 'message-too-large' }),
    );
  });
});

describe('frame metadata', () => {
  it('comes back as it was, and fits its channel at its largest', () => {
    fc.assert(
      fc.property(frameMetadata, (frame) => {
        expect(decodeFrameMetadata(encodeFrameMetadata(frame))).toEqual(frame);
      }),
    );
  });

  it.each([
    ['another type', [65, 0, 0, 0, true, 0, [0, 0, 0, 0, 0, 0, 0, 0]]],
    ['a type that is an object', [{ toString: 1, valueOf: 1 }]],
    ['a stage too few', [64, 0, 0, 0, true, 0, [0, 0, 0, 0, 0, 0, 0]]],
    ['a stage too many', [64, 0, 0, 0, true, 0, [0, 0, 0, 0, 0, 0, 0, 0, 0]]],
    ['a stage that is no integer', [64, 0, 0, 0, true, 0, [0, 0, 0, 0, 0, 0, 0, 0.5]]],
    ['a timestamp of 33 bits', [64, 2 ** 32, 0, 0, true, 0, [0, 0, 0, 0, 0, 0, 0, 0]]],
    ['an element too many', [64, 0, 0, 0, true, 0, [0, 0, 0, 0, 0, 0, 0, 0], 0]],
    ['an element too few', [64, 0, 0, 0, true, 0]],
  ])('with %s is refused', (_name, message) => {
    expect(() => decodeFrameMetadata(encode(message))).toThrow(expect.objectContaining({ code: 'malformed-message' }));
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
    const valid = fc.oneof(anyKind.map(encodeHostData), frameMetadata.map(encodeFrameMetadata));
    const changes = fc.array(fc.tuple(fc.nat(400), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(valid, changes, (message, changed) => {
        const bytes = Uint8Array.from(message);
        for (const [at, value] of changed) bytes[at % bytes.length] = value;
        refusals(bytes);
      }),
    );
  });
});
