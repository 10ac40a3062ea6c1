import { describe, expect, it } from 'vitest';
import { LossBased } from './loss-based.ts';
import { averageLoss, feasible, mostAt, newtonStep, objective } from './loss-model.ts';

describe('the loss model', () => {
  const observation = { bytes: 10_000, lostBytes: 200, sendingRate: 1e6 };

  it('finds the loss that a channel has whatever is sent', () => {
    let channel = { bandwidth: 2e6, inherentLoss: 0.01 };
    for (let step = 0; step < 20; step++) channel = newtonStep(channel, [observation]);
    expect(channel.inherentLoss).toBeCloseTo(0.02, 4);
  });

  it('prefers the channel whose bandwidth explains the loss', () => {
    const full = [{ bytes: 10_000, lostBytes: 5_000, sendingRate: 2e6 }];
    const worth = (bandwidth: number): number => objective({ bandwidth, inherentLoss: 0.01 }, full, 0.5);
    expect(worth(1e6)).toBeGreaterThan(worth(2e6));
    expect(worth(1e6)).toBeGreaterThan(worth(0.5e6));
  });

  it('prefers bandwidth where nothing is lost', () => {
    const clean = [{ bytes: 10_000, lostBytes: 0, sendingRate: 1e6 }];
    const worth = (bandwidth: number): number => objective({ bandwidth, inherentLoss: 1e-3 }, clean, 0);
    expect(worth(2e6)).toBeGreaterThan(worth(1e6));
  });

  it('allows a slow channel more inherent loss than a fast one', () => {
    expect(feasible({ bandwidth: 1e6, inherentLoss: 0.5 }).inherentLoss).toBeCloseTo(0.15);
    expect(feasible({ bandwidth: 100e6, inherentLoss: 0.5 }).inherentLoss).toBeCloseTo(0.051);
    expect(feasible({ bandwidth: 0, inherentLoss: 0.5 }).inherentLoss).toBe(0.5);
    expect(feasible({ bandwidth: 1e6, inherentLoss: 0 }).inherentLoss).toBe(1e-3);
  });

  it('bounds what may be sent by the loss beyond 5 %', () => {
    expect(mostAt(0.05)).toBe(Infinity);
    expect(mostAt(0.1)).toBeCloseTo(2e6);
    expect(mostAt(0.55)).toBeCloseTo(200_000);
  });

  it('weighs what is older less', () => {
    const clean = { ...observation, lostBytes: 0 };
    expect(averageLoss([clean, observation])).toBeLessThan(averageLoss([observation, clean]));
    expect(averageLoss([])).toBe(0);
    expect(newtonStep({ bandwidth: 1e6, inherentLoss: 0.01 }, []).inherentLoss).toBe(0.01);
  });
});

describe('the loss-based estimate', () => {
  it('is unknown until three times 250 ms were seen', () => {
    const estimate = estimateAfter(2, 0);
    expect(estimate.rate).toBeUndefined();
    expect(estimate.state).toBe('delay-based');
  });

  it('is the delay-based one where nothing is lost', () => {
    expect(estimateAfter(10, 0)).toMatchObject({ rate: 2e6, state: 'delay-based' });
  });

  it.each([0.01, 0.02, 0.04])('gives nothing away for a loss of %f', (loss) => {
    expect(estimateAfter(60, loss).rate).toBeGreaterThan(1.9e6);
  });

  it('falls where a fifth is lost, to no less than what arrives', () => {
    const estimate = estimateAfter(20, 0.2, 300_000);
    expect(estimate.rate!).toBeLessThan(700_000);
    expect(estimate.rate!).toBeGreaterThanOrEqual(300_000);
    expect(estimate.state).toBe('decreasing');
  });

  it('grows again, by no more than what arrives shows, once nothing is lost', () => {
    const estimate = estimateAfter(20, 0.2, 300_000);
    const rates: number[] = [];
    for (let index = 20; index < 120; index++) {
      feed(estimate, index, 0, estimate.rate!);
      rates.push(estimate.rate!);
    }
    expect(rates.every((rate, index) => index === 0 || rate <= 1.51 * rates[index - 1]!)).toBe(true);
    expect(estimate).toMatchObject({ rate: 2e6, state: 'delay-based' });
  });

  it('takes the word of a probe', () => {
    const estimate = estimateAfter(20, 0.2, 300_000);
    estimate.setRate(1.5e6);
    expect(estimate).toMatchObject({ rate: 1.5e6, state: 'delay-based' });
  });

  it('keeps its minimum', () => {
    expect(estimateAfter(60, 0.9, 1_000).rate).toBe(100_000);
  });
});

function estimateAfter(observations: number, loss: number, acked = 2e6): LossBased {
  const estimate = new LossBased(2e6, 100_000, 30e6);
  for (let index = 0; index < observations; index++) feed(estimate, index, loss, acked);
  return estimate;
}

/** 250 ms at 2 Mbit/s. */
function feed(estimate: LossBased, index: number, loss: number, acked: number): void {
  const packets = Array.from({ length: 50 }, (_, packet) => ({
    bytes: 1_250,
    sentAt: index * 250 + (packet + 1) * 5,
    lost: Math.floor((index * 50 + packet + 1) * loss) > Math.floor((index * 50 + packet) * loss),
  }));
  estimate.update(packets, { delayBased: 2e6, acked, applicationLimited: false });
}
