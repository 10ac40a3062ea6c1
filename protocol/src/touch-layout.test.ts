import { describe, expect, it } from 'vitest';
import { decodeHostData } from './host-data.ts';
import { encode } from './msgpack.ts';

const touch = (...control: unknown[]): Uint8Array => encode([45, 2, [control]]);

describe('a touch layout', () => {
  it('has buttons of a gamepad or keys, never both and never neither', () => {
    expect(decodeHostData(touch(1, 'Jump', 1, 0, ''))).toMatchObject({ controls: [{ button: 0, code: '' }] });
    expect(decodeHostData(touch(1, 'Jump', 1, -1, 'Space'))).toMatchObject({
      controls: [{ button: null, code: 'Space' }],
    });
    expect(() => decodeHostData(touch(1, 'Jump', 1, 0, 'Space'))).toThrow('either of a gamepad or a key');
    expect(() => decodeHostData(touch(1, 'Jump', 1, -1, ''))).toThrow('either of a gamepad or a key');
  });

  it('has sticks of a gamepad, or with four keys', () => {
    expect(decodeHostData(touch(0, 'Move', 0, 0))).toMatchObject({ controls: [{ stick: 'left', codes: [] }] });
    expect(decodeHostData(touch(0, 'Move', 0, 2, 'KeyW', 'KeyA', 'KeyS', 'KeyD'))).toMatchObject({
      controls: [{ stick: 'keys', codes: ['KeyW', 'KeyA', 'KeyS', 'KeyD'] }],
    });
    expect(() => decodeHostData(touch(0, 'Move', 0, 2, 'KeyW'))).toThrow('it ends after');
    expect(() => decodeHostData(touch(0, 'Move', 0, 0, 'KeyW'))).toThrow('it has 5 elements');
  });
});
