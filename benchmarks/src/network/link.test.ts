import { describe, expect, it } from 'vitest';
import { seededRandom } from '../stats/random.ts';
import { SteppedRate } from './capacity.ts';
import { Link, type LinkOptions } from './link.ts';

/** 1 ms a packet of 1,000 bytes, unless it says otherwise. */
function link(options: Partial<LinkOptions> = {}): Link<number> {
  return new Link<number>({
    bottleneck: new SteppedRate([{ from: 0, bitrate: 8_000_000 }]),
    queue: { ms: 100 },
    delay: 20,
    random: seededRandom(1),
    ...options,
  });
}

function arrivals(one: Link<number>): number[] {
  return one.poll(Infinity).map(({ packet }) => packet);
}

describe('a link', () => {
  it('delivers after the packets before, the time of the packet itself, and the way', () => {
    const one = link();
    expect(one.send(1, 1_000, 0)).toEqual({ type: 'delivered', wait: 0, arrivesAt: 21 });
    expect(one.send(2, 1_000, 0)).toEqual({ type: 'delivered', wait: 1, arrivesAt: 22 });
    expect(one.nextAt).toBe(21);
    expect(one.poll(20.9)).toEqual([]);
    expect(one.poll(21)).toEqual([{ packet: 1, at: 21 }]);
    expect(one.nextAt).toBe(22);
    expect(arrivals(one)).toEqual([2]);
    expect(one.nextAt).toBeUndefined();
  });

  it('drops what does not fit into its queue, and takes more as that empties', () => {
    const one = link({ queue: { ms: 3 } });
    const fates = [1, 2, 3, 4].map((packet) => one.send(packet, 1_000, 0).type);
    expect(fates).toEqual(['delivered', 'delivered', 'delivered', 'dropped']);
    expect(one.queuedBytes(0)).toBe(3_000);
    expect(one.queuedBytes(1.5)).toBe(2_000);
    expect(one.send(5, 1_000, 1.5).type).toBe('delivered');
  });

  it('limits its queue in bytes too, and always takes one packet', () => {
    const one = link({ queue: { bytes: 500 } });
    expect(one.send(1, 1_000, 0).type).toBe('delivered');
    expect(one.send(2, 10, 0).type).toBe('dropped');
    expect(one.send(3, 1_000, 1).type).toBe('delivered');
  });

  it('keeps what waits when its rate falls, so the wait grows', () => {
    const bottleneck = new SteppedRate([
      { from: 0, bitrate: 8_000_000 },
      { from: 10, bitrate: 800_000 },
    ]);
    const one = link({ bottleneck });
    for (let packet = 0; packet < 20; packet++) one.send(packet, 1_000, 0);
    expect(one.send(20, 1_000, 9.5)).toMatchObject({ type: 'delivered', wait: 10 - 9.5 + 100 });
  });

  it('loses behind the bottleneck: what is lost has taken its time', () => {
    const one = link({ loss: { type: 'random', share: 1 } });
    expect(one.send(1, 1_000, 0)).toEqual({ type: 'lost', wait: 0 });
    expect(one.send(2, 1_000, 0)).toEqual({ type: 'lost', wait: 1 });
    expect(one.nextAt).toBeUndefined();
  });

  it('loses everything in an outage and nothing else', () => {
    const one = link({ outages: [{ from: 100, to: 200 }] });
    const fates = [50, 100, 198, 199.5].map((at) => one.send(at, 1_000, at).type);
    expect(fates).toEqual(['delivered', 'lost', 'lost', 'delivered']);
  });

  it('trembles in order, or out of it', () => {
    const send = (reorders: boolean): number[] => {
      const one = link({ jitter: { upTo: 10, reorders } });
      for (let packet = 0; packet < 200; packet++) one.send(packet, 1_000, packet);
      const arrived = one.poll(Infinity);
      for (const { packet, at } of arrived) {
        expect(at).toBeGreaterThanOrEqual(packet + 21);
        expect(at).toBeLessThan(packet + 31.001);
      }
      expect(arrived.map(({ at }) => at)).toEqual(arrived.map(({ at }) => at).sort((a, b) => a - b));
      return arrived.map(({ packet }) => packet);
    };
    const inOrder = Array.from({ length: 200 }, (_, packet) => packet);
    expect(send(false)).toEqual(inOrder);
    expect(send(true)).not.toEqual(inOrder);
    expect(send(true).sort((a, b) => a - b)).toEqual(inOrder);
  });

  it('forgets nothing over many packets', () => {
    const one = link();
    let arrived = 0;
    for (let packet = 0; packet < 10_000; packet++) {
      one.send(packet, 1_000, packet * 2);
      for (const { packet: got } of one.poll(packet * 2)) expect(got).toBe(arrived++);
    }
    expect(arrived + arrivals(one).length).toBe(10_000);
  });
});
