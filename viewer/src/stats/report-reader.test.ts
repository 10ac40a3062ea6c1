import { describe, expect, it } from 'vitest';
import { ReportReader, type ReportEntry } from './report-reader.ts';
import { NO_MEDIA_STATS } from './stats.ts';

function report(bytesReceived: number, emitted = 0, delay = 0): ReportEntry[] {
  return [
    { id: 'T', type: 'transport', selectedCandidatePairId: 'P' },
    { id: 'O', type: 'candidate-pair', currentRoundTripTime: 9 },
    { id: 'P', type: 'candidate-pair', currentRoundTripTime: 0.004 },
    { id: 'C', type: 'codec', mimeType: 'video/H264' },
    {
      id: 'I',
      type: 'inbound-rtp',
      kind: 'video',
      codecId: 'C',
      bytesReceived,
      framesPerSecond: 60,
      frameWidth: 1280,
      frameHeight: 720,
      framesDecoded: 600,
      framesDropped: 1,
      packetsLost: -1,
      freezeCount: 0,
      jitterBufferDelay: delay,
      jitterBufferEmittedCount: emitted,
    },
  ];
}

describe('the report reader', () => {
  it('finds the video, its codec and the path that is in use', () => {
    expect(new ReportReader().read(report(0), 0)).toMatchObject({
      fps: 60,
      width: 1280,
      height: 720,
      framesDecoded: 600,
      packetsLost: -1,
      rtt: 4,
      codec: 'video/H264',
      bitrate: null,
    });
  });

  it('knows nothing where no video comes in', () => {
    expect(new ReportReader().read([{ id: 'A', type: 'inbound-rtp', kind: 'audio' }], 0)).toEqual(NO_MEDIA_STATS);
  });

  it('takes rates from the difference of two readings', () => {
    const reader = new ReportReader();
    reader.read(report(10_000, 10, 0.1), 1_000);
    expect(reader.read(report(135_000, 60, 0.2), 1_500)).toMatchObject({ bitrate: 2_000_000, jitterBufferMs: 2 });
  });

  it('gives two who ask at the same time the same rates', () => {
    const reader = new ReportReader();
    reader.read(report(0), 0);
    reader.read(report(125_000), 1_000);
    expect(reader.read(report(125_000), 1_010).bitrate).toBe(1_000_000);
  });

  it('says null for what a browser does not tell', () => {
    const bare: ReportEntry[] = [{ id: 'I', type: 'inbound-rtp', kind: 'video', framesPerSecond: 'fast' }];
    expect(new ReportReader().read(bare, 0)).toEqual(NO_MEDIA_STATS);
  });
});
