import { describe, expect, it } from 'vitest';
import { RateReport } from './rate-report.ts';

const NO_WISH = Infinity;

describe('the report of a rate', () => {
  it.each([
    { network: 3e6, viewer: NO_WISH, scene: 5e6, target: 3e6, limitedBy: 'network' },
    { network: 30e6, viewer: NO_WISH, scene: 5e6, target: 5e6, limitedBy: 'scene' },
    { network: 30e6, viewer: 1e6, scene: 5e6, target: 1e6, limitedBy: 'viewer' },
    { network: 30e6, viewer: 5e6, scene: 5e6, target: 5e6, limitedBy: 'viewer' },
    { network: 0.5e6, viewer: 1e6, scene: 5e6, target: 0.5e6, limitedBy: 'network' },
  ])('says what the picture is held to, and by what: $limitedBy, $target', ({ target, limitedBy, ...bounds }) => {
    expect(new RateReport().next(bounds)).toEqual({ type: 'rate', target, limitedBy });
  });

  it('is none where the page knows it, or nearly', () => {
    const report = new RateReport();
    const bounds = { network: 3e6, viewer: NO_WISH, scene: 5e6 };
    expect(report.next(bounds)).toBeDefined();
    expect(report.next(bounds)).toBeUndefined();
    expect(report.next({ ...bounds, network: 3.03e6 })).toBeUndefined();
    expect(report.next({ ...bounds, network: 3.2e6 })).toMatchObject({ target: 3.2e6 });
  });

  it('comes with the same rate where another is the reason', () => {
    const report = new RateReport();
    report.next({ network: 4.95e6, viewer: NO_WISH, scene: 5e6 });
    expect(report.next({ network: 30e6, viewer: NO_WISH, scene: 5e6 })).toMatchObject({ limitedBy: 'scene' });
  });
});
