import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HapticActuator, type RumbleWish } from './haptic-actuator.ts';

function motors(able: readonly GamepadHapticEffectType[] = ['dual-rumble']): {
  actuator: HapticActuator;
  told: RumbleWish[];
} {
  const told: RumbleWish[] = [];
  return { told, actuator: new HapticActuator(able, (wish) => told.push(wish)) };
}

describe('the motors of a gamepad', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('play what the scene wishes, and end as the page says', async () => {
    const { actuator, told } = motors();
    const played = actuator.playEffect('dual-rumble', { duration: 200, strongMagnitude: 1, weakMagnitude: 0.5 });
    expect(told).toMatchObject([{ effect: 'dual-rumble', duration: 200, startDelay: 0, strong: 255, weak: 128 }]);
    actuator.answered(told[0]!.id, 'complete');
    expect(await played).toBe('complete');
  });

  it('end one effect for the next, and for a reset', async () => {
    const { actuator, told } = motors();
    const first = actuator.playEffect('dual-rumble', { duration: 5_000 });
    const second = actuator.playEffect('dual-rumble', { duration: 100 });
    expect(await first).toBe('preempted');
    // An answer that is late changes nothing.
    actuator.answered(told[0]!.id, 'complete');
    const reset = actuator.reset();
    expect(await second).toBe('preempted');
    actuator.answered(told[2]!.id, 'complete');
    expect(await reset).toBe('complete');
    expect(told.map(({ effect }) => effect)).toEqual(['dual-rumble', 'dual-rumble', 'stop']);
    expect(await actuator.reset()).toBe('complete');
    expect(told).toHaveLength(3);
  });

  it('refuse what is no effect, and what this gamepad has no motors for', async () => {
    const { actuator, told } = motors();
    for (const params of [
      { duration: 5_001 },
      { duration: -1 },
      { strongMagnitude: 1.1 },
      { weakMagnitude: Number.NaN },
    ]) {
      await expect(actuator.playEffect('dual-rumble', params)).rejects.toThrow(TypeError);
    }
    await expect(actuator.playEffect('shake' as 'dual-rumble')).rejects.toThrow(TypeError);
    await expect(actuator.playEffect('trigger-rumble')).rejects.toMatchObject({ name: 'NotSupportedError' });
    const played = actuator.playEffect('dual-rumble', { duration: 1 });
    actuator.answered(told[0]!.id, 'refused');
    await expect(played).rejects.toMatchObject({ name: 'NotSupportedError' });
  });

  it('are asked thirty times a second at most: more is preempted and goes nowhere', async () => {
    const { actuator, told } = motors();
    for (let effect = 0; effect < 100; effect++) void actuator.playEffect('dual-rumble', { duration: 50 });
    expect(told).toHaveLength(30);
    expect(await actuator.playEffect('dual-rumble', { duration: 50 })).toBe('preempted');
    vi.advanceTimersByTime(1_000);
    void actuator.playEffect('dual-rumble', { duration: 50 });
    expect(told).toHaveLength(31);
  });

  it('count as done where the page never answers, and as preempted where it is gone', async () => {
    const { actuator } = motors();
    const unanswered = actuator.playEffect('dual-rumble', { duration: 100 });
    vi.advanceTimersByTime(2_100);
    expect(await unanswered).toBe('complete');
    const cut = actuator.playEffect('dual-rumble', { duration: 100 });
    actuator.close();
    expect(await cut).toBe('preempted');
  });
});
