import { decodeHostData, type HostData } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import type { TouchControl } from '../sdk/touch.ts';
import { Touch } from './touch.ts';

function service(): { touch: Touch; told: (readonly [viewer: number | undefined, data: HostData])[] } {
  const told: (readonly [number | undefined, HostData])[] = [];
  const touch = new Touch((bytes, viewer) => told.push([viewer, decodeHostData(bytes)]));
  return { touch, told };
}

const STICK: TouchControl = { kind: 'stick', label: 'Move', zone: 'left', stick: 'left' };

describe('what a scene wishes of fingers', () => {
  it('is told to who is there, and to who comes later', () => {
    const { touch, told } = service();
    touch.heard(1);
    touch.mode = 'gamepad';
    touch.layout = [STICK, { kind: 'button', label: 'Jump', zone: 'right', key: 'Space' }];
    touch.heard(2);
    expect(told.map(([viewer]) => viewer)).toEqual([1, 1, 2]);
    expect(told.at(-1)?.[1]).toEqual({
      type: 'touch',
      mode: 'gamepad',
      controls: [
        { kind: 'stick', label: 'Move', zone: 'left', stick: 'left', codes: [] },
        { kind: 'button', label: 'Jump', zone: 'right', button: null, code: 'Space' },
      ],
    });
    expect([touch.mode, touch.layout.length]).toEqual(['gamepad', 2]);
  });

  it('is not spoken of where the scene has none', () => {
    const { touch, told } = service();
    touch.heard(1);
    expect(told).toEqual([]);
  });

  it('is told anew to a viewer that is numbered anew, and once to each', () => {
    const { touch, told } = service();
    touch.mode = 'trackpad';
    for (const step of [() => touch.heard(1), () => touch.heard(1), () => touch.gone(1), () => touch.heard(1)]) step();
    touch.allGone();
    touch.heard(1);
    expect(told).toHaveLength(3);
  });

  it.each([
    [{ ...STICK, label: '' }, 'needs a label'],
    [{ ...STICK, label: 'x'.repeat(41) }, 'needs a label'],
    [{ ...STICK, zone: 'middle' }, 'is in no zone'],
    [{ ...STICK, stick: 'third' }, 'is neither the left nor the right stick'],
    [{ kind: 'stick', label: 'Move', zone: 'left', keys: ['KeyW'] }, 'needs four keys'],
    [{ kind: 'lever', label: 'Pull', zone: 'left' }, 'is neither a stick nor a button'],
    [{ kind: 'button', label: 'Jump', zone: 'left', button: 17 }, 'has no button'],
    [{ kind: 'button', label: 'Jump', zone: 'left', key: '' }, 'has no key'],
  ])('is refused where it is wrong: %j', (control, problem) => {
    const { touch } = service();
    expect(() => (touch.layout = [control as TouchControl])).toThrow(`Control 0 of the touch layout ${problem}`);
    expect(() => (touch.mode = 'fingers' as 'direct')).toThrow('no touch mode');
    expect(() => (touch.layout = Array.from({ length: 25 }, () => STICK))).toThrow('at most 24');
  });
});
