import { describe, expect, it } from 'vitest';
import type { PacketReport, SentPacket } from '@remote-view/renderer-host/transport';
import { ProbeClusters } from './probe-clusters.ts';

describe('probe clusters', () => {
  it('hold 15 ms at their rate, and five full packets at least', () => {
    const clusters = new ProbeClusters();
    clusters.request([900_000, 8e6], 0);
    expect(clusters.current).toBeUndefined();
    clusters.advance(0);
    expect(clusters.current).toEqual({ bytes: 6_000, pacing: 900_000 });
    clusters.advance(0);
    train(clusters, { bitrate: 900_000, packets: 5, frame: 0 });
    expect(clusters.current).toBeUndefined();
    clusters.advance(50);
    expect(clusters.current).toEqual({ bytes: 15_000, pacing: 8e6 });
  });

  it('find the rate at which they were sent where the path takes it', () => {
    const clusters = probing();
    const sent = train(clusters, { bitrate: 4e6, packets: 7, frame: 0 });
    expect(clusters.received(arrived(sent, 4e6))).toBeCloseTo(4e6);
  });

  it('find a bit less than what came through where the path does not', () => {
    const clusters = probing();
    const sent = train(clusters, { bitrate: 4e6, packets: 7, frame: 0 });
    expect(clusters.received(arrived(sent, 2e6))).toBeCloseTo(0.95 * 2e6);
  });

  it('find nothing in too few packets, nor in a burst that was held back', () => {
    const clusters = probing();
    const sent = train(clusters, { bitrate: 4e6, packets: 7, frame: 0 });
    expect(clusters.received(arrived(sent, 4e6).slice(0, 3))).toBeUndefined();
    const held = probing();
    expect(held.received(arrived(train(held, { bitrate: 4e6, packets: 7, frame: 0 }), 40e6))).toBeUndefined();
  });

  it('hear of their packets in more than one report, also of lost ones', () => {
    const clusters = probing();
    const reports = arrived(train(clusters, { bitrate: 4e6, packets: 7, frame: 0 }), 4e6);
    expect(clusters.received(reports.slice(0, 2))).toBeUndefined();
    expect(
      clusters.received(reports.slice(2, 3).map((report) => ({ ...report, receivedAt: undefined }))),
    ).toBeUndefined();
    expect(clusters.received(reports.slice(3))).toBeCloseTo((4e6 * 5) / 6);
  });

  it('begin with the next frame, not in the middle of one', () => {
    const clusters = new ProbeClusters();
    train(clusters, { bitrate: 1e6, packets: 1, frame: 4 });
    clusters.request([4e6], 10);
    clusters.advance(10);
    train(clusters, { bitrate: 1e6, packets: 3, frame: 4, sequence: 1 });
    const sent = train(clusters, { bitrate: 4e6, packets: 7, frame: 5, sequence: 4, at: 100 });
    expect(clusters.current).toBeUndefined();
    expect(clusters.received(arrived(sent, 4e6))).toBeCloseTo(4e6);
  });

  it('begin anew after a pause', () => {
    const clusters = probing();
    train(clusters, { bitrate: 4e6, packets: 2, frame: 0 });
    const sent = train(clusters, { bitrate: 4e6, packets: 7, frame: 1, sequence: 2, at: 16.7 });
    expect(clusters.received(arrived(sent, 4e6))).toBeCloseTo(4e6);
  });

  it('are dropped where no frame takes them in 5 s, or not all of them', () => {
    const idle = probing();
    idle.request([5e6], 0);
    idle.advance(5_000);
    expect(idle.current).toBeDefined();
    idle.advance(5_001);
    expect(idle.current).toBeUndefined();
    const short = probing();
    train(short, { bitrate: 4e6, packets: 3, frame: 0 });
    short.advance(200);
    expect(short.current).toBeUndefined();
  });

  it('are bounded', () => {
    const clusters = new ProbeClusters();
    clusters.request([1e6, 2e6, 3e6, 4e6, 5e6, 6e6], 0);
    clusters.request([7e6], 0);
    const rates = Array.from({ length: 7 }, (_, index) => {
      clusters.advance(index * 200);
      const pacing = clusters.current?.pacing;
      train(clusters, { bitrate: pacing ?? 1e6, packets: 10, frame: index, sequence: index * 20, at: index * 200 });

      return pacing;
    });
    expect(rates).toEqual([1e6, 2e6, 3e6, 4e6, 5e6, undefined, undefined]);
  });
});

function probing(): ProbeClusters {
  const clusters = new ProbeClusters();
  clusters.request([4e6], 0);
  clusters.advance(0);
  return clusters;
}

interface Train {
  readonly bitrate: number;
  readonly packets: number;
  readonly frame: number;
  readonly sequence?: number;
  readonly at?: number;
}

function train(clusters: ProbeClusters, { bitrate, packets, frame, sequence = 0, at = 0 }: Train): SentPacket[] {
  return Array.from({ length: packets }, (_, index) => {
    const sentAt = at + index * ((1_200 * 8_000) / bitrate);
    const packet = { sequence: sequence + index, bytes: 1_200, sentAt, frame };
    clusters.sent(packet);
    return packet;
  });
}

/** Each so much behind the one before. */
function arrived(sent: readonly SentPacket[], bitrate: number): PacketReport[] {
  return sent.map((packet, index) => ({ ...packet, receivedAt: 5_000 + index * ((1_200 * 8_000) / bitrate) }));
}
