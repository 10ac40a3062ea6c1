import { describe, expect, it } from 'vitest';
import { PacketGroups } from './packet-groups.ts';

describe('packet groups', () => {
  it('tell the spacing of two once a third begins', () => {
    const groups = new PacketGroups();
    expect(groups.add(0, 1_000, 0)).toBeUndefined();
    expect(groups.add(20, 1_020, 20)).toBeUndefined();
    expect(groups.add(40, 1_045, 40)).toEqual({ sent: 20, received: 20, receivedAt: 1_020 });
    expect(groups.add(60, 1_070, 60)).toEqual({ sent: 20, received: 25, receivedAt: 1_045 });
  });

  it('take what leaves within 5 ms as one, by its last packet', () => {
    const groups = new PacketGroups();
    groups.add(0, 1_000, 0);
    groups.add(4, 1_007, 4);
    groups.add(20, 1_030, 20);
    expect(groups.add(40, 1_050, 40)).toEqual({ sent: 16, received: 23, receivedAt: 1_030 });
  });

  it('take what was held back together as one, for at most 100 ms', () => {
    const groups = new PacketGroups();
    groups.add(0, 1_000, 0);
    for (let at = 10; at <= 150; at += 10) {
      // Sent 10 ms apart, they arrive 4 ms apart.
      expect(groups.add(at, 1_000 + at * 0.4, at)).toBeUndefined();
    }
    const longBurst = new PacketGroups();
    longBurst.add(-20, 980, 0);
    const spacings = Array.from({ length: 60 }, (_, index) => longBurst.add(index * 10, 1_000 + index * 4, 0));
    expect(spacings.filter((spacing) => spacing !== undefined)).toHaveLength(2);
  });

  it('ignore a packet that left before its group', () => {
    const groups = new PacketGroups();
    groups.add(20, 1_020, 20);
    expect(groups.add(0, 1_021, 21)).toBeUndefined();
    groups.add(40, 1_040, 40);
    expect(groups.add(60, 1_060, 60)).toEqual({ sent: 20, received: 20, receivedAt: 1_040 });
  });

  it('begin anew where the clock of the receiver was set', () => {
    const groups = new PacketGroups();
    groups.add(0, 1_000, 0);
    groups.add(20, 61_020, 20);
    expect(groups.add(40, 61_040, 40)).toBeUndefined();
    groups.add(60, 61_060, 60);
    groups.add(80, 61_080, 80);
    expect(groups.add(100, 61_100, 100)).toEqual({ sent: 20, received: 20, receivedAt: 61_080 });
  });

  it('begin anew after three that seem to arrive before what left earlier', () => {
    const groups = new PacketGroups();
    groups.add(0, 1_000, 0);
    groups.add(20, 1_020, 20);
    for (const at of [40, 60, 80, 100]) expect(groups.add(at, 460 + at, at)).toBeUndefined();
    groups.add(120, 580, 120);
    groups.add(140, 600, 140);
    expect(groups.add(160, 620, 160)).toEqual({ sent: 20, received: 20, receivedAt: 600 });
  });
});
