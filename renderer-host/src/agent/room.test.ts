import { describe, expect, it } from 'vitest';
import { hasRoom, type Room } from './room.ts';

const ROOM: Room = { slots: 3, resources: { gpuMemory: 1_000, cpu: 4_000 } };

describe('room for one more session', () => {
  it('is there as long as a slot is', () => {
    expect(hasRoom(ROOM, [{}, {}], {})).toBe(true);
    expect(hasRoom(ROOM, [{}, {}, {}], {})).toBe(false);
  });

  it('is there up to the last bit of what its scene needs', () => {
    expect(hasRoom(ROOM, [{ gpuMemory: 400 }, { cpu: 3_000 }], { gpuMemory: 600, cpu: 1_000 })).toBe(true);
    expect(hasRoom(ROOM, [{ gpuMemory: 400 }], { gpuMemory: 601 })).toBe(false);
    expect(hasRoom(ROOM, [{ cpu: 3_000 }], { cpu: 1_001 })).toBe(false);
  });

  it('is not limited by what the host does not say', () => {
    expect(hasRoom({ slots: 2, resources: {} }, [{ gpuMemory: 5_000 }], { gpuMemory: 5_000 })).toBe(true);
  });
});
