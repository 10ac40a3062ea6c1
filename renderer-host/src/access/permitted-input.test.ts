import { decodeFromViewer, encodeViewerData, RIGHTS, type FromViewer, type Right } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { permittedOf } from './permitted-input.ts';
import { EVERY_MESSAGE, FULL_HANDS } from './testing/every-message.ts';

const every = Object.values(EVERY_MESSAGE) as FromViewer[];
const typesWith = (...rights: Right[]): string[] =>
  every.filter((data) => permittedOf(data, new Set(rights)) === data).map(({ type }) => type);

const FOR_ALL = ['resize', 'preferences', 'ping', 'quality', 'refresh', 'control', 'here'];

describe('what rights cover', () => {
  it('is nothing that a scene goes by, without any', () => {
    expect(typesWith()).toEqual(FOR_ALL);
  });

  it.each<[Right, string[]]>([
    ['pointer', ['button', 'move', 'presence', 'wheel', 'focus', 'lock']],
    ['keyboard', ['key', 'focus', 'text']],
    ['gamepad', ['focus', 'gamepad', 'rumbled']],
    ['sensors', ['orientation', 'deviceMotion']],
    ['clipboard', ['clipboard']],
    ['messages', ['message', 'act']],
    ['chat', []],
    ['files', []],
    ['microphone', []],
  ])('is of %s: %s', (right, types) => {
    expect(typesWith(right).filter((type) => !FOR_ALL.includes(type))).toEqual(types);
    expect(RIGHTS).toContain(right);
  });

  it('is everything, with all', () => {
    expect(typesWith(...RIGHTS)).toEqual(every.map(({ type }) => type));
  });
});

describe('a state of all that is held', () => {
  const partOf = (...rights: Right[]) => permittedOf(FULL_HANDS, new Set(rights));

  it('keeps what is covered, and nothing else of it', () => {
    const { keys, pointers, gamepads } = FULL_HANDS;
    expect([keys.length, pointers.length, gamepads.length]).toEqual([1, 1, 1]);
    const none = { keys: [], pointers: [], gamepads: [], totalX: 0, totalY: 0 };
    expect(partOf('pointer')).toEqual({ ...FULL_HANDS, ...none, pointers });
    expect(partOf('keyboard', 'chat')).toEqual({ ...FULL_HANDS, ...none, keys });
    expect(partOf('gamepad', 'messages')).toEqual({ ...FULL_HANDS, ...none, gamepads });
    expect(partOf('keyboard', 'gamepad')).toEqual({ ...FULL_HANDS, ...none, keys, gamepads });
  });

  it('is nothing where none of it is covered', () => {
    expect(partOf('sensors', 'clipboard', 'messages', 'chat', 'files', 'microphone')).toBeUndefined();
  });

  it('is one that the scene understands', () => {
    const part = partOf('keyboard')!;
    expect(decodeFromViewer(encodeViewerData(part), 'events')).toEqual(part);
  });
});
